"""What people outside the room are told: written, approved, and sent."""

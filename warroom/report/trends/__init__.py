"""What many incidents have in common: how long their spans took, what was kept, what nobody recorded."""

"""A simulated outage on real services of this machine: loopback only, and gone with the drill."""

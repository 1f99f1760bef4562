"""What each command of the command line does, thin over the room, the directory and the reports."""

"""The machine this runs on, or the container: CPU, memory, disk, network and connections, once a second."""

"""The machine this runs on, or the container: CPU, memory, disk, network and connections, once a second."""

from warroom.host.sample import ROWS, Row, Sample, rows
from warroom.host.sampler import Sampler
from warroom.host.watch import HostWatch

__all__ = ["ROWS", "HostWatch", "Row", "Sample", "Sampler", "rows"]

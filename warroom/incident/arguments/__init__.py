"""Reading the words behind each verb: what they must be, and the sentence when they are not."""

from warroom.incident.arguments.common import Context
from warroom.incident.arguments.work import deadline_id, lists_of, names_list

__all__ = ["Context", "deadline_id", "lists_of", "names_list"]

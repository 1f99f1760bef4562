"""The boxes of the review: how an incident went, looked at afterwards; a painter a box."""

"""What a scenario may speak of: the services there are, the faults that can be injected, and the acts of a trainee."""

import msgspec

SERVICES = {
    "api": "the shop's API: /health, /metrics, /errors, /upstreams, /orders/N",
    "pool": "its database with room for so many sessions: /status",
    "queue": "mails that wait to be sent: /status",
    "cache": "orders kept in memory: /status",
    "stock-a": "one of two replicas that know what is in stock: /health",
    "stock-b": "the other one: /health",
    "payments": "the provider that takes payments, another company's: /health",
    "status-page": "what that company says of itself: /api/v2/summary.json",
    "payments-2": "a second provider: /health",
    "node": "the machine's volume: /disk",
    "supervisor": "what keeps the programs running: /programs",
}
"""By the name that stands before .localhost in a check's address."""


class Fault(msgspec.Struct, frozen=True):
    """What an inject does, the measure of its `amount` with its bounds, and the acts that can heal it."""

    does: str
    measure: str
    usual: float
    least: float
    most: float
    healed_by: tuple[str, ...]


FAULTS = {
    "slow-queries": Fault(
        "a report takes sessions of the pool and keeps them", "sessions", 40, 1, 60, ("pool", "worker")
    ),
    "leak": Fault("the API keeps memory it should free", "seconds until it is full", 120, 5, 3600, ("api", "rollback")),
    "provider-down": Fault(
        "the payment provider refuses all", "seconds until its page says so", 60, 0, 3600, ("provider",)
    ),
    "errors": Fault("one replica of stock fails", "percent of the API's requests", 7, 1, 50, ("replica", "drain")),
    "disk-fills": Fault("a log grows", "seconds until the volume is full", 120, 5, 3600, ("logs", "writer")),
    "bad-deploy": Fault("v42 goes out and fails", "percent of the checkouts", 50, 10, 100, ("api", "rollback")),
}

ACTS = {
    "pool": "ends the sessions of the pool that are idle in transaction",
    "worker": "stops the report worker",
    "api": "restarts the API",
    "rollback": "puts v41 of the API back",
    "provider": "takes payments through the second provider",
    "replica": "restarts stock-b",
    "drain": "sends no more requests to stock-b",
    "logs": "deletes the logs of the volume",
    "writer": "stops the log writer and deletes its file",
    "cache": "empties the cache",
    "queue": "throws away the mails that wait",
}

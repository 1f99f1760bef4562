"""The drill's child process: starts the services, prints their ports as one JSON line, ends when its input does."""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading

from warroom.drill.api import Api
from warroom.drill.load import billing, customers, report_worker
from warroom.drill.pool import Pool

LAST_GRACE_S = 1.0


async def _serve(inject_after: float, seed: int) -> None:
    ended = asyncio.Event()
    _end_with_input(asyncio.get_running_loop(), ended)
    pool = Pool(seed=seed)
    pool_port = await pool.open()
    api = Api(pool_port)
    api_port = await api.open()
    users = [
        asyncio.create_task(billing(pool_port)),
        asyncio.create_task(customers(api_port, seed)),
        asyncio.create_task(report_worker(pool_port, inject_after)),
    ]
    _say_once({"api": api_port, "pool": pool_port})
    await ended.wait()
    for user in users:
        user.cancel()
    api.close()
    pool.close()


def _end_with_input(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Watch for the end of input: it comes even when the parent was killed and could tell nobody."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(ended.set)
        threading.Event().wait(LAST_GRACE_S)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _say_once(ports: dict[str, int]) -> None:
    """Print the ports, then let go of the parent's pipes: nothing may reach its terminal or wait for a reader."""
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def main() -> None:
    """Run until the input ends; a ^C meant for the screen is not for the services."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parser = argparse.ArgumentParser(prog="warroom.drill.serve", description="The drill's services on loopback.")
    parser.add_argument("--inject-after", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    try:
        asyncio.run(_serve(asked.inject_after, asked.seed))
    except OSError as no:
        sys.exit(f"the drill's services cannot listen on loopback: {no}")


if __name__ == "__main__":
    main()

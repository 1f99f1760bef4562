"""The child that is the shop: reads its plan, prints its ports as a line of JSON, and ends when its input does."""

import asyncio
import json
import os
import shutil
import signal
import sys
import threading
from contextlib import suppress

import msgspec

from warroom.drill.plan import Plan
from warroom.drill.shop.shop import Shop

LAST_GRACE_S = 1.0
PLAN_LIMIT = 65_536


async def _serve(plan: Plan) -> None:
    ended = asyncio.Event()
    _end_with_input(asyncio.get_running_loop(), ended, plan.folder)
    shop = Shop(plan)
    _say_once(await shop.open())
    await ended.wait()
    await shop.close()


def _end_with_input(loop: asyncio.AbstractEventLoop, ended: asyncio.Event, folder: str) -> None:
    """Watch for the end of input: it comes even when the parent was killed and could tell nobody."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(ended.set)
        threading.Event().wait(LAST_GRACE_S)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _say_once(ports: dict[str, int]) -> None:
    """Print the ports, then let go of the parent's pipes: nothing may reach its terminal or wait for a reader."""
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _plan() -> Plan:
    """The plan in the first line of the input."""
    line = b""
    while not line.endswith(b"\n") and len(line) < PLAN_LIMIT:
        one = os.read(0, 4096)
        if not one:
            break
        line += one
    return msgspec.json.decode(line, type=Plan)


def main() -> None:
    """Run until the input ends; a ^C meant for the screen is not for the services."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        plan = _plan()
    except msgspec.MsgspecError as no:
        sys.exit(f"this is no plan of a drill: {no}")
    try:
        asyncio.run(_serve(plan))
    except OSError as no:
        sys.exit(f"the drill's services cannot run: {no}")
    finally:
        shutil.rmtree(plan.folder, ignore_errors=True)


if __name__ == "__main__":
    main()

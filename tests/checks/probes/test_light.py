"""Kinds that ask hosts: reading such a check imports none of what asking takes."""

import subprocess
import sys

import pytest

KEYS: dict[str, dict[str, object]] = {
    "tcp": {"host": "db.example", "port": 5432},
    "tls": {"host": "web.example", "expect": "cert > 21d"},
    "dns": {"host": "web.example", "resolver": "10.0.0.53"},
    "ping": {"host": "web.example", "expect": "loss < 50%"},
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_check_is_made_ready_without_what_asking_takes(kind: str) -> None:
    code = (
        "import sys\nfrom warroom.checks.written import make_check\nfrom warroom.checks.prepared import Prepared\n"
        f"asked = Prepared(make_check({{'name': 'it', 'kind': {kind!r}, **{KEYS[kind]!r}}}))\n"
        f"assert asked.target.startswith({str(KEYS[kind]['host'])!r}), asked.wrong\n"
        "heavy = {'httpcore', 'dns', 'cryptography', 'certifi'} & set(sys.modules)\n"
        "print(heavy or 'light')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout == "light\n"

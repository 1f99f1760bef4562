"""Commands that never end, commands that need a terminal, and what has to be filled in."""

import pytest

from warroom.playbook.risk import endless_of, placeholders_of, terminal_of


@pytest.mark.parametrize(
    "command",
    [
        "tail -f /var/log/x", "tail -F x", "tail -100f x", "aws logs tail /ecs/api --follow",
        "heroku logs --tail -a api",
        "heroku logs -t", "kubectl logs -f api", "kubectl get pods -w", "kubectl port-forward svc/api 80",
        "docker logs -f a",
        "docker compose logs -f", "docker stats", "journalctl -fu api", "pm2 logs api", "pm2 monit", "top", "watch df",
        "ping 8.8.8.8", "vmstat 1", "psql", "psql $DATABASE_URL", "psql -U app shop", "mysql -u root", "redis-cli",
        "redis-cli -h cache -p 6379", "redis-cli monitor", "node --inspect server.js", "tcpdump -i eth0", "npm start",
        "npm run dev", "while true; do df; done", "df -h\nsudo tail -f x", "gh run watch", "free -s 1",
        "nc -l 80", "nc -lvnp 80", "ncat --listen 80", "python -m http.server", "python3 -m http.server 8000",
        "python3 manage.py runserver", "php -S localhost:80", "rails s", "flask --app x run", "ssh -N -L 80:db:80 host",
        "ssh -L 80:db:80 host -N", "autossh -M 0 -N host", "ssh -M -N host", "sudo tcpdump -i any port 53",
        "sudo -u postgres psql", "tail -F x | grep ERROR",
        "socat TCP-LISTEN:80,fork -", "iperf3 -s", "strace -p 12", "inotifywait -m /x", "gunicorn app:app", "mongostat",
    ],
)  # fmt: skip
def test_what_goes_on_until_it_is_stopped_is_known(command: str) -> None:
    assert endless_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "tail -n 100 f", "docker logs --tail 100 api", "kubectl logs api --tail=100", "kubectl logs api --tail 100",
        "docker rm -f api", "kubectl delete -f x.yaml", "ping -c 4 8.8.8.8", "ping -c4 host", "top -b -n 1", "top -bn1",
        "vmstat 1 5", 'psql -c "SELECT 1"', "psql -f dump.sql", "psql < dump.sql", "cat dump.sql | psql",
        "redis-cli ping",
        "psql <<EOF\nSELECT 1;\nEOF", "redis-cli -h cache info", "pm2 logs --nostream", "curl -f https://x",
        "npm run x",
        "git log --follow-renames", "df -h", "", "docker inspect -f '{{.State}}' api", "free -s 1 -c 3",
        "nc -z db 5432", "nc -zv db 5432", "python x.py", "python -m venv x", "python3 manage.py migrate", "php x.php",
        "rails runner x", "ssh host ls -N", "ssh -fN -L 80:db:80 host", "tcpdump -c 5", "tcpdump -nr x.pcap",
        "timeout 10 tcpdump -i any", "strace ls", "iperf3 -c host", "flask db upgrade", "kubectl get pods",
    ],
)  # fmt: skip
def test_what_ends_by_itself_is_not_said_to_go_on(command: str) -> None:
    assert not endless_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "vim .env", "nano x", "less x", "ssh user@host", "ssh host df", "psql", "redis-cli", "mysql -u root", "top",
        "htop",
        "node --inspect server.js", "node", "python3", "docker exec -it api bash", "kubectl exec -i -t api -- sh",
        "kubectl edit deploy/api", "crontab -e", "git rebase -i HEAD~3", "git commit", "heroku run bash", "sqlite3 db",
    ],
)  # fmt: skip
def test_what_wants_a_keyboard_and_a_screen_is_known(command: str) -> None:
    assert terminal_of(command)


@pytest.mark.parametrize(
    "command",
    [
        "docker exec api ls", "kubectl exec api -- ls", 'psql -c "SELECT 1"', "node server.js", "python3 x.py",
        "top -b -n 1",
        "git commit -m x", "sqlite3 db 'SELECT 1'", "echo x | python3", "tail -f x", "sh deploy.sh",
    ],
)  # fmt: skip
def test_what_does_without_them_is_not_said_to_want_them(command: str) -> None:
    assert not terminal_of(command)


def test_what_no_shell_runs_neither_goes_on_nor_wants_anything() -> None:
    assert not endless_of("top", "sql")
    assert not terminal_of("vim", "yaml")


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("aws ecs update-service --task-definition api:<previous-version>", ("<previous-version>",)),
        ("vercel rollback <deployment-url>", ("<deployment-url>",)),
        ("iptables -A INPUT -s MALICIOUS_IP -j DROP", ("MALICIOUS_IP",)),
        ('psql "$DATABASE_URL" -c "SELECT 1"', ("$DATABASE_URL",)),
        ("psql -h ${PGHOST} -U $PGUSER -h $PGHOST", ("$PGHOST", "$PGUSER")),
        ("npm run incident:export -- --id=INC-2024-001", ("INC-2024-001",)),
        ("kubectl logs {{POD}} -n {{ namespace }}", ("{{POD}}", "{{ namespace }}")),
        ("curl https://YOUR_HOST/health", ("YOUR_HOST",)),
        ("systemctl restart SERVICE_NAME", ("SERVICE_NAME",)),
        ("kill -9 PID", ("PID",)),
        ("export FEATURE_X=false", ()),
        ("TOKEN=abc; curl -H $TOKEN https://x", ()),
        ("for POD in a b; do kubectl logs $POD; done", ()),
        ("docker ps --format '{{.Names}}'", ()),
        ("awk '{print $NF}' f", ()),
        ("ls $HOME ~ $PWD", ()),
        ("psql <<EOF\nSELECT 1\nEOF", ()),
        ("df -h > out", ()),
        ("aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization", ()),
    ],
)
def test_what_has_to_be_filled_in_is_named_once_and_in_order(command: str, names: tuple[str, ...]) -> None:
    assert placeholders_of(command) == names

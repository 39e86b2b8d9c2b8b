"""Reads one place of an account with boto3 and the AWS CLI, clients that nobody here wrote, and writes down what AWS answers.

Called with the path of a request (place, window, series, the CLI's path) and the path of the answer, both JSON. Endpoint and key come from the environment.
"""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config

with open(sys.argv[1]) as file:
    request = json.load(file)
REGION = request["region"]
NOW = datetime.fromtimestamp(request["now"] / 1000, timezone.utc)
FROM, TO = (datetime.fromtimestamp(request[end] / 1000, timezone.utc) for end in ("from", "to"))
ROLE = f"arn:aws:iam::{request['account']}:role/TrailwatchReadOnly"
held = boto3.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="read", ExternalId="trailwatch-demo")["Credentials"]
KEYS = {"aws_access_key_id": held["AccessKeyId"], "aws_secret_access_key": held["SecretAccessKey"], "aws_session_token": held["SessionToken"]}
PATIENT = Config(retries={"mode": "adaptive", "max_attempts": 12}, max_pool_connections=8)
SINCE = {"CreationTimeAfter": NOW - timedelta(days=request["jobDays"])}

# kind, list operation, key of its items, arguments, member that names an item, describe operation, member that holds the answer
KINDS = [
    ("endpoint", "list_endpoints", "Endpoints", {}, "EndpointName", "describe_endpoint", None),
    ("endpoint_config", "list_endpoint_configs", "EndpointConfigs", {}, "EndpointConfigName", "describe_endpoint_config", None),
    ("model", "list_models", "Models", {}, "ModelName", "describe_model", None),
    ("inference_component", "list_inference_components", "InferenceComponents", {}, "InferenceComponentName", "describe_inference_component", None),
    ("training_job", "list_training_jobs", "TrainingJobSummaries", SINCE, "TrainingJobName", "describe_training_job", None),
    ("processing_job", "list_processing_jobs", "ProcessingJobSummaries", SINCE, "ProcessingJobName", "describe_processing_job", None),
    ("transform_job", "list_transform_jobs", "TransformJobSummaries", SINCE, "TransformJobName", "describe_transform_job", None),
    ("tuning_job", "list_hyper_parameter_tuning_jobs", "HyperParameterTuningJobSummaries", SINCE, "HyperParameterTuningJobName", "describe_hyper_parameter_tuning_job", None),
    ("labeling_job", "list_labeling_jobs", "LabelingJobSummaryList", SINCE, "LabelingJobName", "describe_labeling_job", None),
    ("compilation_job", "list_compilation_jobs", "CompilationJobSummaries", SINCE, "CompilationJobName", "describe_compilation_job", None),
    ("pipeline", "list_pipelines", "PipelineSummaries", {}, "PipelineName", "describe_pipeline", None),
    ("notebook_instance", "list_notebook_instances", "NotebookInstances", {}, "NotebookInstanceName", "describe_notebook_instance", None),
    ("domain", "list_domains", "Domains", {}, "DomainId", "describe_domain", None),
    ("workforce", "list_workforces", "Workforces", {}, "WorkforceName", "describe_workforce", "Workforce"),
    ("workteam", "list_workteams", "Workteams", {}, "WorkteamName", "describe_workteam", "Workteam"),
    ("cluster", "list_clusters", "ClusterSummaries", {}, "ClusterName", "describe_cluster", None),
]


def client(service):
    return boto3.client(service, REGION, config=PATIENT, **KEYS)


def plain(value):
    """As JSON, instants to the millisecond."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def everything(api, name, key, **arguments):
    """All items of all pages of the paginator that botocore ships."""
    return [item for page in api.get_paginator(name).paginate(**arguments) for item in page.get(key, [])]


def resources():
    api, found = client("sagemaker"), []
    with ThreadPoolExecutor(8) as pool:
        for kind, listing, key, arguments, member, describe, holder in KINDS:
            names = [item[member] for item in everything(api, listing, key, **arguments)]
            answers = pool.map(lambda name: getattr(api, describe)(**{member: name}), names)
            for name, answer in zip(names, answers):
                found.append({"kind": kind, "name": name, "description": plain(answer[holder] if holder else answer)})
    for alarm in everything(client("cloudwatch"), "describe_alarms", "MetricAlarms"):
        found.append({"kind": "alarm", "name": alarm["AlarmName"], "description": plain(alarm)})
    return found


def queries(series):
    stat = lambda one: {"Metric": {"Namespace": one["namespace"], "MetricName": one["metric"], "Dimensions": one["dimensions"]}, "Period": 60, "Stat": one["statistic"]}
    return [{"Id": f"s{one['id']}", "MetricStat": stat(one)} for one in series]


def points():
    """Every series by GetMetricData, in pages that are small enough to be many."""
    api, found, pages = client("cloudwatch"), {}, 0
    asked = queries(request["series"])
    for first in range(0, len(asked), 500):
        turned = api.get_paginator("get_metric_data").paginate(MetricDataQueries=asked[first : first + 500], StartTime=FROM, EndTime=TO, MaxDatapoints=20_000)
        for page in turned:
            pages += 1
            for result in page["MetricDataResults"]:
                held = found.setdefault(result["Id"][1:], [])
                held += [[round(at.timestamp() * 1000), value] for at, value in zip(result["Timestamps"], result["Values"])]
    return found, pages


def listed():
    """What ListMetrics shows, of the namespaces that are stored."""
    api = client("cloudwatch")
    spaces = sorted({one["namespace"] for one in request["series"]})
    return [plain(metric) for space in spaces for metric in everything(api, "list_metrics", "Metrics", Namespace=space)]


def cli(*words):
    names = {"AWS_ACCESS_KEY_ID": "aws_access_key_id", "AWS_SECRET_ACCESS_KEY": "aws_secret_access_key", "AWS_SESSION_TOKEN": "aws_session_token"}
    env = {**os.environ, **{name: KEYS[key] for name, key in names.items()}, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
    done = subprocess.run([request["cli"], *words, "--output", "json"], env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"aws {' '.join(words[:2])}: {done.stderr}"
    return json.loads(done.stdout)


def instant(at):
    """Milliseconds; the CLI prints instants as they came: epoch seconds from a protocol in numbers, else text."""
    return round((at if isinstance(at, (int, float)) else datetime.fromisoformat(at).timestamp()) * 1000)


def cli_points():
    """Some series by the CLI, which turns the pages itself."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(queries(request["cliSeries"]), file)
        file.flush()
        window = ("--start-time", FROM.isoformat(), "--end-time", TO.isoformat())
        results = cli("cloudwatch", "get-metric-data", "--metric-data-queries", f"file://{file.name}", *window)["MetricDataResults"]
    found = {}
    for result in results:
        held = found.setdefault(result["Id"][1:], [])
        held += [[instant(at), value] for at, value in zip(result["Timestamps"], result["Values"])]
    return found


def cli_events():
    events = cli("cloudtrail", "lookup-events", "--start-time", FROM.isoformat(), "--end-time", TO.isoformat())["Events"]
    return {event["EventId"]: event["CloudTrailEvent"] for event in events}


def cli_tags():
    listing = lambda arn: {tag["Key"]: tag["Value"] for tag in cli("sagemaker", "list-tags", "--resource-arn", arn)["Tags"]}
    return {arn: listing(arn) for arn in request["cliTagged"]}


def tags():
    api = client("sagemaker")
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda arn: everything(api, "list_tags", "Tags", ResourceArn=arn), request["tagged"])
        return {arn: {tag["Key"]: tag["Value"] for tag in answer} for arn, answer in zip(request["tagged"], answers)}


boto_points, pages = points()
answer = {
    **{"boto": boto3.__version__, "resources": resources(), "points": boto_points, "pages": pages, "listed": listed(), "tags": tags()},
    **{"cliPoints": cli_points(), "events": cli_events(), "cliTags": cli_tags()},
}
with open(sys.argv[2], "w") as file:
    json.dump(answer, file)

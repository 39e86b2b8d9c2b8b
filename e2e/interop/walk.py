"""Walks the demo account with boto3, a client that nobody here wrote, and says what does not behave like AWS.

Endpoint, key and Region come from the environment, as for any script. Prints 'N passed, N failed'; exit code 1 if any failed.
Longer than 300 lines because it is a list: each function asks one service what its users ask it.
"""

import sys
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNTS = ("111122223333", "444455556666")
REGIONS = ("eu-west-1", "us-east-1")
EXTERNAL_ID = "trailwatch-demo"
PATIENT = Config(retries={"mode": "adaptive", "max_attempts": 12})
ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
NOW = datetime.now(timezone.utc).replace(second=0, microsecond=0)
checks = []
sessions = {}


def check(function):
    checks.append(function)
    return function


def assume(account, external_id=EXTERNAL_ID, **more):
    role = f"arn:aws:iam::{account}:role/TrailwatchReadOnly"
    given = {"ExternalId": external_id} if external_id else {}
    return boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="walk", **given, **more)["Credentials"]


def client(service, account=ACCOUNTS[0], region=REGIONS[0], config=PATIENT, **more):
    if account not in sessions:
        sessions[account] = assume(account)
    held = sessions[account]
    keys = {"aws_access_key_id": held["AccessKeyId"], "aws_secret_access_key": held["SecretAccessKey"]}
    return boto3.client(service, region, config=config, **{**keys, "aws_session_token": held["SessionToken"], **more})


def refused(call, code, text="", **arguments):
    """Demands that a call fails with that code, and with that text in its message."""
    try:
        call(**arguments)
    except ClientError as error:
        found = error.response["Error"]
        assert found["Code"] == code and text in found["Message"], f"{found['Code']}: {found['Message']}"
        assert error.response["ResponseMetadata"]["RequestId"]
        return
    raise AssertionError(f"answered, where AWS refuses with {code}")


def everything(api, name, key, size=None, **arguments):
    """All items of all pages of the paginator that botocore ships."""
    pages = api.get_paginator(name).paginate(**arguments, PaginationConfig={"PageSize": size} if size else {})
    return [item for page in pages for item in page.get(key, [])]


# Long enough to hold a working day, whenever it is asked.
RECENT = {"CreationTimeAfter": NOW - timedelta(days=4)}
# list operation, key of its items, arguments, then describe operation and the member that names an item
LISTS = [
    ("list_endpoints", "Endpoints", {}, "describe_endpoint", "EndpointName"),
    ("list_endpoint_configs", "EndpointConfigs", {}, "describe_endpoint_config", "EndpointConfigName"),
    ("list_models", "Models", {}, "describe_model", "ModelName"),
    ("list_inference_components", "InferenceComponents", {}, "describe_inference_component", "InferenceComponentName"),
    ("list_training_jobs", "TrainingJobSummaries", RECENT, "describe_training_job", "TrainingJobName"),
    ("list_processing_jobs", "ProcessingJobSummaries", RECENT, "describe_processing_job", "ProcessingJobName"),
    ("list_transform_jobs", "TransformJobSummaries", RECENT, "describe_transform_job", "TransformJobName"),
    ("list_hyper_parameter_tuning_jobs", "HyperParameterTuningJobSummaries", RECENT, "describe_hyper_parameter_tuning_job", "HyperParameterTuningJobName"),
    ("list_labeling_jobs", "LabelingJobSummaryList", RECENT, "describe_labeling_job", "LabelingJobName"),
    ("list_compilation_jobs", "CompilationJobSummaries", RECENT, "describe_compilation_job", "CompilationJobName"),
    ("list_pipelines", "PipelineSummaries", {}, "describe_pipeline", "PipelineName"),
    ("list_notebook_instances", "NotebookInstances", {}, "describe_notebook_instance", "NotebookInstanceName"),
    ("list_domains", "Domains", {}, "describe_domain", "DomainId"),
    ("list_workforces", "Workforces", {}, "describe_workforce", "WorkforceName"),
    ("list_workteams", "Workteams", {}, "describe_workteam", "WorkteamName"),
    ("list_clusters", "ClusterSummaries", {}, "describe_cluster", "ClusterName"),
]


@check
def every_sagemaker_list_turns_its_pages_and_describes_its_items():
    found = {}
    for account in ACCOUNTS:
        for region in REGIONS:
            api = client("sagemaker", account, region)
            for name, key, arguments, describe, member in LISTS:
                items = everything(api, name, key, 7 if name == "list_endpoints" else 100, **arguments)
                assert len({item[member] for item in items}) == len(items), f"{name} gives an item twice"
                found[name] = found.get(name, 0) + len(items)
                for item in items[:1]:
                    answer = getattr(api, describe)(**{member: item[member]})
                    answer = answer.get("Workforce") or answer.get("Workteam") or answer
                    assert answer[member] == item[member]
                    arn = next(value for field, value in item.items() if field.endswith("Arn"))
                    api.list_tags(ResourceArn=arn)
    empty = [name for name, count in found.items() if count == 0]
    assert not empty, f"nothing in {empty}"


@check
def what_hangs_below_a_resource():
    api = client("sagemaker", ACCOUNTS[1], "us-east-1")
    cluster = api.list_clusters()["ClusterSummaries"][0]["ClusterName"]
    nodes = everything(api, "list_cluster_nodes", "ClusterNodeSummaries", 4, ClusterName=cluster)
    assert nodes and api.describe_cluster_node(ClusterName=cluster, NodeId=nodes[0]["InstanceId"])["NodeDetails"]
    api = client("sagemaker")
    pipeline = api.list_pipelines()["PipelineSummaries"][0]["PipelineName"]
    runs = everything(api, "list_pipeline_executions", "PipelineExecutionSummaries", 100, PipelineName=pipeline, CreatedAfter=NOW - timedelta(days=7))
    arn = runs[-1]["PipelineExecutionArn"]
    assert api.describe_pipeline_execution(PipelineExecutionArn=arn)["PipelineExecutionStatus"]
    assert everything(api, "list_pipeline_execution_steps", "PipelineExecutionSteps", 2, PipelineExecutionArn=arn)
    team = api.list_workteams()["Workteams"][0]["WorkteamArn"]
    jobs = everything(api, "list_labeling_jobs_for_workteam", "LabelingJobSummaryList", 100, WorkteamArn=team, **RECENT)
    assert all(job["WorkRequesterAccountId"] for job in jobs)
    tuner = client("sagemaker", ACCOUNTS[1])
    # A filtered list may begin with an empty page that carries a token, here as on AWS.
    tunings = everything(tuner, "list_hyper_parameter_tuning_jobs", "HyperParameterTuningJobSummaries", **RECENT)
    name = tunings[0]["HyperParameterTuningJobName"]
    assert everything(tuner, "list_training_jobs_for_hyper_parameter_tuning_job", "TrainingJobSummaries", 3, HyperParameterTuningJobName=name)


@check
def lists_sort_filter_and_refuse():
    api = client("sagemaker")
    for order in ("Ascending", "Descending"):
        for field, by in (("EndpointName", "Name"), ("CreationTime", "CreationTime"), ("EndpointStatus", "Status")):
            values = [item[field] for item in everything(api, "list_endpoints", "Endpoints", SortBy=by, SortOrder=order)]
            assert values == sorted(values, reverse=order == "Descending"), f"{by} {order}"
    names = {item["EndpointName"] for item in everything(api, "list_endpoints", "Endpoints", NameContains="SEARCH")}
    assert names and all("search" in name for name in names)
    late = everything(api, "list_training_jobs", "TrainingJobSummaries", 100, LastModifiedTimeAfter=NOW - timedelta(hours=6))
    assert late and all(job["LastModifiedTime"] >= NOW - timedelta(hours=6) for job in late)
    refused(api.list_endpoints, "ValidationException", "Member must satisfy enum value set: [Name, CreationTime, Status]", SortBy="Foo")
    refused(api.list_endpoints, "ValidationException", "less than or equal to 100", MaxResults=101)
    refused(api.list_endpoints, "ValidationException", NextToken="made-up")
    refused(api.describe_endpoint, "ValidationException", 'Could not find endpoint "arn:aws:sagemaker:', EndpointName="nope")
    refused(api.describe_training_job, "ValidationException", "Requested resource not found.", TrainingJobName="nope")
    refused(api.describe_pipeline, "ResourceNotFound", PipelineName="nope")


@check
def sts_and_signatures():
    sts = boto3.client("sts")
    assert sts.get_caller_identity()["Account"] not in ACCOUNTS
    for external_id in (None, "another"):
        refused(lambda: assume(ACCOUNTS[0], external_id), "AccessDenied", "is not authorized to perform: sts:AssumeRole")
    refused(lambda: assume(ACCOUNTS[0], DurationSeconds=43_200), "ValidationError")
    assert client("sts").get_caller_identity()["Arn"].endswith("assumed-role/TrailwatchReadOnly/walk")
    refused(boto3.client("sagemaker").list_endpoints, "AccessDeniedException")
    refused(client("sagemaker").delete_endpoint, "AccessDeniedException", EndpointName="search-ranker-v7")
    refused(client("sts", aws_secret_access_key="wrong").get_caller_identity, "SignatureDoesNotMatch")
    refused(client("sagemaker", aws_secret_access_key="wrong").list_endpoints, "InvalidSignatureException")
    refused(client("sagemaker", aws_session_token="made-up").list_endpoints, "UnrecognizedClientException")
    refused(client("cloudwatch", aws_session_token="made-up").list_metrics, "InvalidClientTokenId")
    assert client("sagemaker", region="us-west-2").list_endpoints()["Endpoints"] == []
    refused(client("sagemaker", region="me-south-1").list_endpoints, "UnrecognizedClientException")


@check
def throttles():
    for service, call, code in (("cloudtrail", "lookup_events", "ThrottlingException"), ("sagemaker", "list_models", "ThrottlingException")):
        api = client(service, ACCOUNTS[1], config=ONCE)
        codes = []
        for _ in range(12):
            try:
                getattr(api, call)(MaxResults=1)
            except ClientError as error:
                codes.append(error.response["Error"]["Code"])
        assert codes and set(codes) == {code}, f"{call}: {codes}"


def metric_query(metric, statistic, period, name="q"):
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": period, "Stat": statistic}}


def latency():
    metrics = everything(client("cloudwatch"), "list_metrics", "Metrics", Namespace="AWS/SageMaker", MetricName="ModelLatency")
    return next(metric for metric in metrics if metric["Dimensions"][0]["Value"] == "search-ranker-v7")


def series(api, queries, start, end, **more):
    results = {}
    pages = api.get_paginator("get_metric_data").paginate(MetricDataQueries=queries, StartTime=start, EndTime=end, **more)
    for result in (result for page in pages for result in page["MetricDataResults"]):
        results.setdefault(result["Id"], {}).update(zip(result["Timestamps"], result["Values"]))
    return results


@check
def metric_data_adds_up_over_periods():
    api, metric = client("cloudwatch"), latency()
    end = NOW.replace(minute=0) - timedelta(hours=2)
    start = end - timedelta(hours=24)
    fold = {"Sum": sum, "SampleCount": sum, "Maximum": max, "Minimum": min}
    queries = [metric_query(metric, stat, period, f"{stat.lower()}{period}") for stat in (*fold, "Average") for period in (60, 300, 3600)]
    got = series(api, queries, start, end, MaxDatapoints=1000)
    for stat, folded in fold.items():
        for period in (300, 3600):
            for at, value in got[f"{stat.lower()}{period}"].items():
                minutes = [v for t, v in got[f"{stat.lower()}60"].items() if at <= t < at + timedelta(seconds=period)]
                assert abs(folded(minutes) - value) <= 1e-9 * abs(value), f"{stat} over {period} s at {at}"
    for at, value in got["average300"].items():
        assert abs(value - got["sum300"][at] / got["samplecount300"][at]) <= 1e-9 * value
    points = api.get_metric_statistics(**metric, StartTime=start, EndTime=end, Period=300, Statistics=["Sum"], ExtendedStatistics=["p99"])["Datapoints"]
    assert {point["Timestamp"]: point["Sum"] for point in points} == got["sum300"]
    math = [{**query, "ReturnData": False} for query in queries if query["Id"] in ("sum300", "samplecount300")]
    mean = series(api, [*math, {"Id": "mean", "Expression": "sum300 / samplecount300"}], start, end)["mean"]
    assert mean == got["average300"]
    ranks = series(api, [metric_query(metric, stat, 300, stat) for stat in ("p0", "p50", "p99", "p100")], start, end)
    assert {point["Timestamp"]: point["ExtendedStatistics"]["p99"] for point in points} == ranks["p99"]
    assert ranks["p0"] == got["minimum300"] and ranks["p100"] == got["maximum300"]


@check
def metric_data_is_kept_in_tiers():
    api, metric = client("cloudwatch"), latency()
    for days, kept in ((14, (60, 300, 3600)), (20, (300, 3600)), (70, (3600,))):
        start = NOW - timedelta(days=days)
        for period in (60, 300, 3600):
            got = series(api, [metric_query(metric, "Sum", period)], start, start + timedelta(hours=3))["q"]
            assert bool(got) == (period in kept), f"{period} s at {days} days: {len(got)} points"


@check
def metric_data_refuses():
    api, metric = client("cloudwatch"), latency()
    hour = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW}
    query = metric_query(metric, "Sum", 60)
    for queries, text in (
        ([metric_query(metric, "Sum", 60, "Q")], "^[a-z][a-zA-Z0-9_]*$"),
        ([query, query], "not unique"),
        ([metric_query(metric, "Sum", 90)], "90"),
        ([metric_query(metric, "Foo", 60)], "Foo"),
        ([metric_query(metric, "Sum", 60, f"q{i}") for i in range(501)], "500"),
    ):
        refused(api.get_metric_data, "ValidationError", text, MetricDataQueries=queries, **hour)
    refused(api.get_metric_data, "ValidationError", MetricDataQueries=[query], StartTime=NOW, EndTime=NOW)
    refused(api.get_metric_data, "ValidationError", MetricDataQueries=[query], MaxDatapoints=100_801, **hour)
    refused(api.get_metric_data, "InvalidNextToken", MetricDataQueries=[query], NextToken="made-up", **hour)
    refused(api.get_metric_statistics, "InvalidParameterCombination", "1,440", **metric, StartTime=NOW - timedelta(days=2), EndTime=NOW, Period=60, Statistics=["Sum"])


@check
def alarms_and_their_history():
    api = client("cloudwatch")
    alarms = everything(api, "describe_alarms", "MetricAlarms", 7)
    assert len({alarm["AlarmName"] for alarm in alarms}) == len(alarms) > 7
    alarm = next(alarm for alarm in alarms if "Statistic" in alarm)
    on_it = api.describe_alarms_for_metric(**{key: alarm[key] for key in ("Namespace", "MetricName", "Dimensions")})["MetricAlarms"]
    assert alarm["AlarmName"] in [other["AlarmName"] for other in on_it]
    history = everything(api, "describe_alarm_history", "AlarmHistoryItems", 100, StartDate=NOW - timedelta(days=2))
    times = [item["Timestamp"] for item in history]
    assert times and times == sorted(times, reverse=True)
    refused(api.describe_alarms, "ValidationError", "enum value set", StateValue="FOO")
    refused(api.describe_alarms, "InvalidNextToken", NextToken="made-up")


@check
def logs_turn_their_pages_both_ways():
    api = client("logs")
    groups = [group["logGroupName"] for group in everything(api, "describe_log_groups", "logGroups", 5)]
    group = next(name for name in groups if name.endswith("/search-ranker-v7"))
    stream = everything(api, "describe_log_streams", "logStreams", logGroupName=group)[0]["logStreamName"]
    read = {}
    for side, from_head in (("nextForwardToken", True), ("nextBackwardToken", False)):
        lines, token, before = [], None, ""
        while token != before:
            before = token
            more = {"nextToken": token} if token else {}
            page = api.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=from_head, limit=997, startTime=int((NOW - timedelta(days=2)).timestamp() * 1000), endTime=int(NOW.timestamp() * 1000), **more)
            events = [(event["timestamp"], event["message"]) for event in page["events"]]
            lines, token = (lines + events if from_head else events + lines), page[side]
        read[side] = lines
    assert read["nextForwardToken"] == read["nextBackwardToken"] == sorted(read["nextForwardToken"], key=lambda line: line[0])
    errors = everything(api, "filter_log_events", "events", logGroupName=group, filterPattern="ERROR", startTime=int((NOW - timedelta(hours=12)).timestamp() * 1000))
    assert len({event["eventId"] for event in errors}) == len(errors) and all("ERROR" in event["message"] for event in errors)
    refused(api.get_log_events, "ResourceNotFoundException", "log stream", logGroupName=group, logStreamName="nope")
    refused(api.describe_log_streams, "ResourceNotFoundException", "log group", logGroupName="nope")
    refused(api.describe_log_groups, "InvalidParameterException", limit=51)


@check
def cloudtrail_looks_up_by_one_attribute():
    api = client("cloudtrail")
    events = everything(api, "lookup_events", "Events", StartTime=NOW - timedelta(hours=2))
    assert len({event["EventId"] for event in events}) == len(events) > 0
    times = [event["EventTime"] for event in events]
    assert times == sorted(times, reverse=True)
    for key in ("EventName", "EventSource", "ReadOnly", "EventId"):
        wanted = [{"AttributeKey": key, "AttributeValue": events[0][key]}]
        found = api.lookup_events(LookupAttributes=wanted, EndTime=events[0]["EventTime"])["Events"]
        assert found and all(event[key] == events[0][key] for event in found), key
    refused(api.lookup_events, "InvalidNextTokenException", NextToken="made-up")
    refused(api.lookup_events, "InvalidTimeRangeException", StartTime=NOW, EndTime=NOW - timedelta(days=1))
    refused(api.lookup_events, "InvalidLookupAttributesException", LookupAttributes=[{"AttributeKey": "Foo", "AttributeValue": "x"}])


@check
def application_auto_scaling():
    api = client("application-autoscaling")
    for name, key in (("describe_scalable_targets", "ScalableTargets"), ("describe_scaling_policies", "ScalingPolicies")):
        assert everything(api, name, key, 3, ServiceNamespace="sagemaker"), name
    assert api.describe_scaling_activities(ServiceNamespace="sagemaker", MaxResults=50)["ScalingActivities"]
    refused(api.describe_scalable_targets, "InvalidNextTokenException", ServiceNamespace="sagemaker", NextToken="made-up")
    refused(api.describe_scalable_targets, "ValidationException", "enum value set", ServiceNamespace="foo")


failed = 0
print(f"  boto3 {boto3.__version__}")
for one in checks:
    title = one.__name__.replace("_", " ")
    try:
        one()
        print(f"  ok      {title}", flush=True)
    except Exception as error:  # a check that breaks is one that failed, and the others still have their say
        failed += 1
        print(f"  failed  {title}: {type(error).__name__}: {error}", flush=True)
print(f"{len(checks) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)

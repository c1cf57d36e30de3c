locals {
  zip = coalesce(var.zip, "${path.module}/../../../dist/relay/antifreeze-relay.zip")

  # A space is %20 there, and never a plus.
  headers = {
    for signal, headers in { all = var.headers, logs = merge(local.logs_place, var.logs_headers), metrics = var.metrics_headers } :
    signal => join(",", [for name, value in headers : "${name}=${replace(urlencode(value), "+", "%20")}"])
  }

  names_log_group = var.logs_endpoint == "aws" && var.logs_group != null
  logs_place      = local.names_log_group ? { x-aws-log-group = var.logs_group, x-aws-log-stream = var.logs_stream } : {}

  endpoints = {
    for signal, endpoint in { logs = var.logs_endpoint, metrics = var.metrics_endpoint } :
    signal => endpoint == "aws" ? local.of_aws[signal] : endpoint if endpoint != null
  }
  of_aws = {
    for signal, service in { logs = "logs", metrics = "monitoring" } :
    signal => "https://${service}.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}/v1/${signal}"
  }

  # The headers of one endpoint don't go to another: a credential goes where it belongs.
  sharing        = [for signal in ["traces", "logs", "metrics"] : signal if !contains(keys(local.endpoints), signal)]
  shared_headers = { for signal in local.sharing : signal => length(local.endpoints) > 0 ? local.headers.all : "" }

  header_variables = merge(
    { OTEL_EXPORTER_OTLP_HEADERS = length(local.endpoints) > 0 ? "" : local.headers.all },
    {
      for signal in ["traces", "logs", "metrics"] : "OTEL_EXPORTER_OTLP_${upper(signal)}_HEADERS" =>
      join(",", compact([lookup(local.shared_headers, signal, ""), lookup(local.headers, signal, "")]))
    },
  )
}

resource "aws_lambda_function" "relay" {
  function_name    = var.name
  description      = "Carries spans, logs and metrics from the queue to OTLP endpoints"
  role             = aws_iam_role.relay.arn
  handler          = "index.handler"
  runtime          = var.runtime
  architectures    = [var.architecture]
  memory_size      = var.memory_size
  timeout          = var.timeout
  filename         = local.zip
  source_code_hash = filebase64sha256(local.zip)
  tags             = var.tags

  environment {
    variables = merge(
      {
        (var.endpoint == "aws" ? "ANTIFREEZE_ENDPOINT" : "OTEL_EXPORTER_OTLP_ENDPOINT") = var.endpoint

        OTEL_EXPORTER_OTLP_COMPRESSION = var.compression
      },
      { for signal, endpoint in local.endpoints : "OTEL_EXPORTER_OTLP_${upper(signal)}_ENDPOINT" => endpoint },
      { for name, headers in local.header_variables : name => headers if headers != "" },
      var.environment,
    )
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  lifecycle {
    precondition {
      condition     = var.logs_group == null || var.logs_stream != null
      error_message = "logs_group needs logs_stream, as the relay's own stream is in no other log group."
    }
  }

  # Lambda makes a log group where there is none, and checks at once whether the role may join the VPC.
  depends_on = [aws_cloudwatch_log_group.relay, aws_iam_role_policy_attachment.vpc]
}

resource "aws_cloudwatch_log_group" "relay" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_lambda_event_source_mapping" "spans" {
  event_source_arn                   = aws_sqs_queue.spans.arn
  function_name                      = aws_lambda_function.relay.arn
  batch_size                         = var.batch_size
  maximum_batching_window_in_seconds = var.batching_window_seconds

  # Without it Lambda deletes what the relay could not deliver.
  function_response_types = ["ReportBatchItemFailures"]

  # Lambda checks at once whether the relay may read the queue.
  depends_on = [aws_iam_role_policy.relay]

  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }

  lifecycle {
    precondition {
      condition     = var.batch_size <= 10 || var.batching_window_seconds >= 1
      error_message = "A batch_size above 10 needs batching_window_seconds of at least 1."
    }
  }
}

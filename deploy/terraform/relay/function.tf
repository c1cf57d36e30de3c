locals {
  zip = coalesce(var.zip, "${path.module}/../../../dist/relay/antifreeze-relay.zip")

  # A space is %20 there, and never a plus.
  headers = join(",", [for name, value in var.headers : "${name}=${replace(urlencode(value), "+", "%20")}"])
}

resource "aws_lambda_function" "relay" {
  function_name    = var.name
  description      = "Carries spans from the queue to an OTLP endpoint"
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
      local.headers == "" ? {} : { OTEL_EXPORTER_OTLP_HEADERS = local.headers },
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

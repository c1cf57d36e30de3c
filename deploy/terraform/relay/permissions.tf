locals {
  # The relay has no other references than these: a variable's validation sees to it.
  references = distinct(flatten([for value in concat(values(var.headers), values(var.logs_headers), values(var.metrics_headers)) : regexall("(?:^|\\s)(?:secretsmanager|ssm):(arn:[^\\s#]+)", value)]))
  secrets    = [for arn in local.references : arn if strcontains(arn, ":secretsmanager:")]
  parameters = [for arn in local.references : arn if strcontains(arn, ":ssm:")]
  keys       = distinct(concat(var.kms_key_arn[*], var.secret_kms_key_arns))
}

resource "aws_iam_role" "relay" {
  name_prefix        = substr("${var.name}-", 0, 38)
  description        = "What the antifreeze relay may do"
  assume_role_policy = data.aws_iam_policy_document.assume_role.json
  tags               = var.tags
}

data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "relay" {
  name   = "relay"
  role   = aws_iam_role.relay.id
  policy = data.aws_iam_policy_document.relay.json
}

data "aws_iam_policy_document" "relay" {
  statement {
    sid       = "EmptyTheQueue"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.spans.arn]
  }

  statement {
    sid       = "WriteItsLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.relay.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.endpoint == "aws" ? ["*"] : []

    content {
      sid       = "WriteTraces"
      actions   = ["xray:PutTraceSegments", "xray:PutSpans", "xray:PutSpansForIndexing"]
      resources = [statement.value]
    }
  }

  # Its own log group it may write anyway.
  dynamic "statement" {
    for_each = local.names_log_group ? [var.logs_group] : []

    content {
      sid       = "WriteLogs"
      actions   = ["logs:PutLogEvents"]
      resources = ["arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:log-group:${statement.value}:*"]
    }
  }

  dynamic "statement" {
    for_each = var.metrics_endpoint == "aws" ? ["*"] : []

    content {
      sid       = "WriteMetrics"
      actions   = ["cloudwatch:PutMetricData"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = {
      for name, access in {
        ReadSecrets    = { action = "secretsmanager:GetSecretValue", arns = local.secrets }
        ReadParameters = { action = "ssm:GetParameter", arns = local.parameters }
        Decrypt        = { action = "kms:Decrypt", arns = local.keys }
      } : name => access if length(access.arns) > 0
    }

    content {
      sid       = statement.key
      actions   = [statement.value.action]
      resources = statement.value.arns
    }
  }
}

resource "aws_iam_role_policy_attachment" "vpc" {
  count      = var.vpc == null ? 0 : 1
  role       = aws_iam_role.relay.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

resource "aws_iam_policy" "sender" {
  name_prefix = "${var.name}-sender-"
  description = "Lets a function send its spans to the antifreeze relay"
  policy      = data.aws_iam_policy_document.sender.json
  tags        = var.tags
}

data "aws_iam_policy_document" "sender" {
  statement {
    sid       = "SendSpans"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.spans.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn[*]

    content {
      sid       = "EncryptSpans"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]
    }
  }
}

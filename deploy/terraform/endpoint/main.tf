resource "aws_iam_policy" "sender" {
  name_prefix = "${var.name}-sender-"
  description = "Lets a function send its spans to X-Ray's OTLP endpoint"
  policy      = data.aws_iam_policy_document.sender.json
  tags        = var.tags
}

data "aws_iam_policy_document" "sender" {
  statement {
    sid     = "WriteTraces"
    actions = ["xray:PutTraceSegments", "xray:PutSpans", "xray:PutSpansForIndexing"]
    # None of them can be limited to a resource.
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.logs_group[*]

    content {
      sid       = "WriteLogs"
      actions   = ["logs:PutLogEvents"]
      resources = ["arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:log-group:${statement.value}:*"]
    }
  }

  dynamic "statement" {
    for_each = var.metrics ? ["*"] : []

    content {
      sid       = "WriteMetrics"
      actions   = ["cloudwatch:PutMetricData"]
      resources = [statement.value]
    }
  }
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

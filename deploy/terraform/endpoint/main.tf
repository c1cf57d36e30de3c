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
}

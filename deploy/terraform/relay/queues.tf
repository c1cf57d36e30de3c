resource "aws_sqs_queue" "spans" {
  name                      = var.name
  message_retention_seconds = var.message_retention_seconds
  # As AWS recommends.
  visibility_timeout_seconds = 6 * var.timeout
  sqs_managed_sse_enabled    = var.kms_key_arn == null ? true : null
  kms_master_key_id          = var.kms_key_arn
  tags                       = var.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = var.max_receive_count
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  message_retention_seconds = var.message_retention_seconds
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "only_by_tls" {
  for_each  = { spans = aws_sqs_queue.spans, dead_letters = aws_sqs_queue.dead_letters }
  queue_url = each.value.id
  policy    = data.aws_iam_policy_document.only_by_tls[each.key].json
}

data "aws_iam_policy_document" "only_by_tls" {
  for_each = { spans = aws_sqs_queue.spans, dead_letters = aws_sqs_queue.dead_letters }

  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

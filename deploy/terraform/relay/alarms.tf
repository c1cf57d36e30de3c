locals {
  alarm_actions = var.alarm_topic_arn[*]

  alarms = {
    oldest-message = {
      description = "Spans wait in the queue. The relay does not run, or can't keep up."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = aws_sqs_queue.spans.name }
      statistic   = "Maximum"
      period      = 60
      periods     = 5
      threshold   = var.oldest_message_alarm_seconds
    }
    dead-letters = {
      description = "Spans are in the dead-letter queue. See npx antifreeze relay inspect."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = aws_sqs_queue.dead_letters.name }
      statistic   = "Maximum"
      period      = 60
      periods     = 1
      threshold   = 0
    }
    errors = {
      description = "The relay itself fails or runs out of time. See its log."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.relay.function_name }
      statistic   = "Sum"
      period      = 300
      periods     = 1
      threshold   = 0
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "simple" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = each.value.periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
  tags                = var.tags
}

# SQS leaves messages that were received more than three times out of the age of the oldest one.
resource "aws_cloudwatch_metric_alarm" "undelivered" {
  alarm_name          = "${var.name}-undelivered"
  alarm_description   = "Most of what the relay takes from the queue goes back to it. The endpoint is down or refuses."
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 50
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
  tags                = var.tags

  dynamic "metric_query" {
    for_each = { received = "NumberOfMessagesReceived", deleted = "NumberOfMessagesDeleted" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/SQS"
        metric_name = metric_query.value
        dimensions  = { QueueName = aws_sqs_queue.spans.name }
        stat        = "Sum"
        period      = 300
      }
    }
  }

  metric_query {
    id          = "undelivered"
    label       = "Share of messages that go back, in per cent"
    expression  = "IF(received > 0, 100 * (1 - FILL(deleted, 0) / received), 0)"
    return_data = true
  }
}

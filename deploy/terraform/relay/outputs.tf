output "queue_url" {
  description = "The queue, for ANTIFREEZE_RELAY_QUEUE_URL of functions."
  value       = aws_sqs_queue.spans.id
}

output "queue_arn" {
  description = "The ARN of the queue."
  value       = aws_sqs_queue.spans.arn
}

output "sender_policy_arn" {
  description = "The policy that the role of a sending function needs."
  value       = aws_iam_policy.sender.arn
}

output "environment" {
  description = "The variables by which a function sends its spans to the relay, to be merged into its own."
  value = {
    ANTIFREEZE_RELAY           = "sqs"
    ANTIFREEZE_RELAY_QUEUE_URL = aws_sqs_queue.spans.id
  }
}

output "dead_letter_queue_url" {
  description = "The dead-letter queue, for npx antifreeze relay inspect."
  value       = aws_sqs_queue.dead_letters.id
}

output "dead_letter_queue_arn" {
  description = "The ARN of the dead-letter queue."
  value       = aws_sqs_queue.dead_letters.arn
}

output "relay_name" {
  description = "The name of the relay function."
  value       = aws_lambda_function.relay.function_name
}

output "log_group_name" {
  description = "The relay's log."
  value       = aws_cloudwatch_log_group.relay.name
}

output "sender_policy_arn" {
  description = "The policy that the role of a sending function needs."
  value       = aws_iam_policy.sender.arn
}

output "environment" {
  description = "The variables by which a function sends straight to AWS, whatever signals it has, to be merged into its own."
  value       = { ANTIFREEZE_ENDPOINT = "aws" }
}

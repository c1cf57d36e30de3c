output "sender_policy_arn" {
  description = "The policy that the role of a sending function needs."
  value       = aws_iam_policy.sender.arn
}

output "environment" {
  description = "The variables by which a function sends its spans straight to X-Ray, to be merged into its own."
  value       = { ANTIFREEZE_ENDPOINT = "aws" }
}

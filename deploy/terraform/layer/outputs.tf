output "arn" {
  description = "The ARN of this version of the layer, for the layers of a function."
  value       = aws_lambda_layer_version.this.arn
}

output "environment" {
  description = "The variables that switch the layer on, to be merged into those of a function."
  value       = { AWS_LAMBDA_EXEC_WRAPPER = "/opt/antifreeze" }
}

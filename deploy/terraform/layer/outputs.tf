output "arn" {
  description = "The ARN of this version of the layer, for the layers of a function."
  value       = aws_lambda_layer_version.this.arn
}

output "environment" {
  description = "The variables that switch the layer on, and the signals that are asked for, to be merged into those of a function."
  value = merge(
    { AWS_LAMBDA_EXEC_WRAPPER = "/opt/antifreeze" },
    var.logs ? { OTEL_LOGS_EXPORTER = "otlp" } : {},
    var.capture_console ? { ANTIFREEZE_CAPTURE_CONSOLE = "true" } : {},
    var.metrics == "none" ? {} : { OTEL_METRICS_EXPORTER = var.metrics },
    var.trace_fields ? { ANTIFREEZE_TRACE_FIELDS = "true" } : {},
  )
}

variable "name" {
  description = "The name of the layer."
  type        = string
  default     = "antifreeze"

  validation {
    condition     = can(regex("^[a-zA-Z0-9-_]{1,64}$", var.name))
    error_message = "The name must be 1 to 64 letters, digits, hyphens and underscores."
  }
}

variable "zip" {
  description = "The layer's zip. By default the one of the npm package that this module comes with."
  type        = string
  default     = null
}

variable "compatible_runtimes" {
  description = "What the layer says that it runs on. Version 5 of the AWS provider knows only nodejs22.x, which changes nothing else."
  type        = list(string)
  default     = ["nodejs22.x", "nodejs24.x"]
}

variable "logs" {
  description = "Whether functions send log records, too, to where their spans go."
  type        = bool
  default     = false
}

variable "capture_console" {
  description = "Whether lines that are written to the console are records, too. Needs logs."
  type        = bool
  default     = false
}

variable "metrics" {
  description = "What becomes of metrics: otlp to send them to where the spans go, emf for lines in the log that CloudWatch reads, or none."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["none", "otlp", "emf"], var.metrics)
    error_message = "The metrics must be none, otlp or emf."
  }
}

variable "trace_fields" {
  description = "Whether each line of the log says which trace it belongs to."
  type        = bool
  default     = false
}

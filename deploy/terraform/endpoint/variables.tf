variable "name" {
  description = "The beginning of the policy's name."
  type        = string
  default     = "antifreeze"
}

variable "tags" {
  description = "Tags of the policy."
  type        = map(string)
  default     = {}
}

variable "logs_group" {
  description = "The log group that functions may send records to, their own as a rule; * stands for anything, as in /aws/lambda/orders-*. Without it they may send none."
  type        = string
  default     = null

  validation {
    condition     = var.logs_group == null || can(regex("^[a-zA-Z0-9./_#*-]+$", var.logs_group))
    error_message = "The log group must be given by its name."
  }
}

variable "metrics" {
  description = "Whether functions may send metrics. For emf they need no permission."
  type        = bool
  default     = false
}

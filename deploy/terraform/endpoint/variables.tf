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

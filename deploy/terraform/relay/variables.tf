variable "name" {
  description = "The name of the queue, and the beginning of the names of all the rest."
  type        = string
  default     = "antifreeze-relay"

  validation {
    condition     = can(regex("^[a-zA-Z0-9-_]{1,50}$", var.name))
    error_message = "The name must be 1 to 50 letters, digits, hyphens and underscores."
  }
}

variable "endpoint" {
  description = "The OTLP/HTTP endpoint, such as https://collector.example.com:4318, to which the relay appends /v1/traces, /v1/logs and /v1/metrics; or aws for X-Ray in its region."
  type        = string

  validation {
    condition     = can(regex("^(aws$|https?://.)", var.endpoint))
    error_message = "The endpoint must be an http or https URL, or aws."
  }
}

variable "headers" {
  description = <<-EOT
    Headers of each request. A credential is given by reference, alone or after a word such as "Bearer ":
    secretsmanager:<ARN>, with #<key> for one value of a JSON secret, or ssm:<ARN of a parameter>. The relay may read
    what is named here, and nothing else.
  EOT
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.headers) : can(regex("^[a-zA-Z0-9-_]+$", name))])
    error_message = "The name of a header must be letters, digits, hyphens and underscores."
  }

  validation {
    condition = alltrue([
      for value in values(var.headers) : !can(regex("(^|\\s)(secretsmanager|ssm):", value)) ||
      can(regex("(^|\\s)(secretsmanager:arn:[^:]+:secretsmanager:[^:]+:\\d+:secret:[^*?\\s#]+(#\\S+)?|ssm:arn:[^:]+:ssm:[^:]+:\\d+:parameter/[^*?\\s#]+)$", value))
    ])
    error_message = "A header must name its secret by the full ARN, without wildcards, at its end: secretsmanager:arn:...#key or ssm:arn:..."
  }

  validation {
    condition     = alltrue([for name, value in var.headers : lower(name) != "authorization" || can(regex("(secretsmanager|ssm):", value))])
    error_message = "Give the authorization header by reference: in clear, whoever may read the function or the state can read it."
  }
}

variable "logs_endpoint" {
  description = "The whole URL that log records go to, such as https://logs.example.com/v1/logs; or aws for CloudWatch Logs in the relay's region. Without it they go to endpoint, whose headers go nowhere else."
  type        = string
  default     = null

  validation {
    condition     = var.logs_endpoint == null || can(regex("^(aws$|https?://.)", var.logs_endpoint))
    error_message = "The endpoint must be an http or https URL, or aws."
  }
}

variable "logs_headers" {
  description = "Headers of log records, as with headers."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.logs_headers) : can(regex("^[a-zA-Z0-9-_]+$", name))])
    error_message = "The name of a header must be letters, digits, hyphens and underscores."
  }

  validation {
    condition = alltrue([
      for value in values(var.logs_headers) : !can(regex("(^|\\s)(secretsmanager|ssm):", value)) ||
      can(regex("(^|\\s)(secretsmanager:arn:[^:]+:secretsmanager:[^:]+:\\d+:secret:[^*?\\s#]+(#\\S+)?|ssm:arn:[^:]+:ssm:[^:]+:\\d+:parameter/[^*?\\s#]+)$", value))
    ])
    error_message = "A header must name its secret by the full ARN, without wildcards, at its end: secretsmanager:arn:...#key or ssm:arn:..."
  }

  validation {
    condition     = alltrue([for name, value in var.logs_headers : lower(name) != "authorization" || can(regex("(secretsmanager|ssm):", value))])
    error_message = "Give the authorization header by reference: in clear, whoever may read the function or the state can read it."
  }
}

variable "logs_group" {
  description = "The log group that CloudWatch Logs keeps records in, which must be there. Without it that is the relay's own."
  type        = string
  default     = null

  validation {
    condition     = var.logs_group == null || can(regex("^[a-zA-Z0-9./_#-]+$", var.logs_group))
    error_message = "The log group must be given by its name."
  }
}

variable "logs_stream" {
  description = "The stream in logs_group, which must be there. Needed with logs_group."
  type        = string
  default     = null

  validation {
    condition     = var.logs_stream == null || can(regex("^[^:*,\\s]+$", var.logs_stream))
    error_message = "The log stream must be given by its name."
  }
}

variable "metrics_endpoint" {
  description = "The whole URL that metrics go to, such as https://metrics.example.com/v1/metrics; or aws for CloudWatch in the relay's region. Without it they go to endpoint, whose headers go nowhere else."
  type        = string
  default     = null

  validation {
    condition     = var.metrics_endpoint == null || can(regex("^(aws$|https?://.)", var.metrics_endpoint))
    error_message = "The endpoint must be an http or https URL, or aws."
  }
}

variable "metrics_headers" {
  description = "Headers of metrics, as with headers."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.metrics_headers) : can(regex("^[a-zA-Z0-9-_]+$", name))])
    error_message = "The name of a header must be letters, digits, hyphens and underscores."
  }

  validation {
    condition = alltrue([
      for value in values(var.metrics_headers) : !can(regex("(^|\\s)(secretsmanager|ssm):", value)) ||
      can(regex("(^|\\s)(secretsmanager:arn:[^:]+:secretsmanager:[^:]+:\\d+:secret:[^*?\\s#]+(#\\S+)?|ssm:arn:[^:]+:ssm:[^:]+:\\d+:parameter/[^*?\\s#]+)$", value))
    ])
    error_message = "A header must name its secret by the full ARN, without wildcards, at its end: secretsmanager:arn:...#key or ssm:arn:..."
  }

  validation {
    condition     = alltrue([for name, value in var.metrics_headers : lower(name) != "authorization" || can(regex("(secretsmanager|ssm):", value))])
    error_message = "Give the authorization header by reference: in clear, whoever may read the function or the state can read it."
  }
}

variable "secret_kms_key_arns" {
  description = "The ARNs of the KMS keys of yours that these secrets are encrypted with."
  type        = list(string)
  default     = []
}

variable "compression" {
  description = "Compression of what the relay sends: gzip or none."
  type        = string
  default     = "gzip"

  validation {
    condition     = contains(["gzip", "none"], var.compression)
    error_message = "The compression must be gzip or none."
  }
}

variable "environment" {
  description = "More variables of the relay, such as OTEL_EXPORTER_OTLP_TIMEOUT."
  type        = map(string)
  default     = {}
}

variable "zip" {
  description = "The relay's zip. By default the one of the npm package that this module comes with."
  type        = string
  default     = null
}

variable "message_retention_seconds" {
  description = "How long both queues keep a message. What is older is gone; 14 days is the most that SQS has."
  type        = number
  default     = 1209600

  validation {
    condition     = var.message_retention_seconds >= 60 && var.message_retention_seconds <= 1209600
    error_message = "The retention must be 60 to 1209600 seconds."
  }
}

variable "max_receive_count" {
  description = "How often a message is tried before it goes to the dead-letter queue. 10 is about an hour, 20 about four."
  type        = number
  default     = 10

  validation {
    condition     = var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "The count must be 1 to 1000."
  }
}

variable "kms_key_arn" {
  description = "The ARN of a KMS key of yours for both queues. Without it SQS encrypts them itself."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:\\d+:key/", var.kms_key_arn))
    error_message = "The key must be given by the ARN of a key, not of an alias."
  }
}

variable "runtime" {
  description = "The runtime of the relay: nodejs24.x, or nodejs22.x, which is the newest that version 5 of the AWS provider knows."
  type        = string
  default     = "nodejs24.x"

  validation {
    condition     = contains(["nodejs22.x", "nodejs24.x"], var.runtime)
    error_message = "The runtime must be nodejs22.x or nodejs24.x."
  }
}

variable "architecture" {
  description = "The architecture that the relay runs on: arm64 or x86_64."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture must be arm64 or x86_64."
  }
}

variable "memory_size" {
  description = "The memory of the relay, in MB."
  type        = number
  default     = 256

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240
    error_message = "The memory must be 128 to 10240 MB."
  }
}

variable "timeout" {
  description = "The time-out of the relay, in seconds. Messages that it works on are hidden for six times as long."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout >= 5 && var.timeout <= 900
    error_message = "The time-out must be 5 to 900 seconds."
  }
}

variable "batch_size" {
  description = "How many messages the relay gets at once, at most."
  type        = number
  default     = 100

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10000
    error_message = "The batch size must be 1 to 10000."
  }
}

variable "batching_window_seconds" {
  description = "How long Lambda gathers messages. At least 1 where batch_size is above 10."
  type        = number
  default     = 5

  validation {
    condition     = var.batching_window_seconds >= 0 && var.batching_window_seconds <= 300
    error_message = "The window must be 0 to 300 seconds."
  }
}

variable "maximum_concurrency" {
  description = "How many relays run at once, at most."
  type        = number
  default     = 10

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "The concurrency must be 2 to 1000."
  }
}

variable "log_retention_days" {
  description = "How long the relay's log is kept; 0 for ever."
  type        = number
  default     = 30
}

variable "vpc" {
  description = "The subnets and security groups of the relay, for an endpoint that only a VPC can reach. They need a way to it, and to SQS and the secret."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.vpc == null || try(length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0, false)
    error_message = "The VPC needs a subnet and a security group."
  }
}

variable "alarm_topic_arn" {
  description = "The SNS topic that is told when an alarm goes off and when it is over. Without it nobody is told."
  type        = string
  default     = null
}

variable "oldest_message_alarm_seconds" {
  description = "The age of the oldest message that is an alarm."
  type        = number
  default     = 900

  validation {
    condition     = var.oldest_message_alarm_seconds >= 60
    error_message = "The age must be at least 60 seconds."
  }
}

variable "tags" {
  description = "Tags of all resources that can have some."
  type        = map(string)
  default     = {}
}

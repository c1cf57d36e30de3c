# A function that nobody edits, traced by the layer, whose spans go through the relay.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.80"
    }
  }
}

variable "region" {
  description = "Where all this is made."
  type        = string
  default     = "eu-west-1"
}

variable "runtime" {
  description = "The runtime of both functions. Version 5 of the AWS provider knows only nodejs22.x."
  type        = string
  default     = "nodejs24.x"
}

variable "endpoint" {
  description = "The OTLP/HTTP endpoint of your collector."
  type        = string
}

variable "secret_arn" {
  description = "The secret with the collector's token under the key `token`."
  type        = string
}

variable "orders_zip" {
  description = "The code of the function, whose handler is index.handler."
  type        = string
}

provider "aws" {
  region = var.region
}

# In a project of yours: source = "./node_modules/antifreeze/deploy/terraform/layer"
module "layer" {
  source = "../../layer"

  compatible_runtimes = [var.runtime]
}

module "relay" {
  source = "../../relay"

  runtime  = var.runtime
  endpoint = var.endpoint
  headers  = { authorization = "Bearer secretsmanager:${var.secret_arn}#token" }
}

resource "aws_lambda_function" "orders" {
  function_name    = "orders"
  role             = aws_iam_role.orders.arn
  handler          = "index.handler"
  runtime          = var.runtime
  architectures    = ["arm64"]
  memory_size      = 256
  filename         = var.orders_zip
  source_code_hash = filebase64sha256(var.orders_zip)
  layers           = [module.layer.arn]

  environment {
    variables = merge(module.layer.environment, module.relay.environment, { OTEL_SERVICE_NAME = "orders" })
  }
}

resource "aws_iam_role" "orders" {
  name_prefix = "orders-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "spans" {
  role       = aws_iam_role.orders.name
  policy_arn = module.relay.sender_policy_arn
}

resource "aws_iam_role_policy_attachment" "log" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

output "queue_url" {
  description = "Where the spans wait for the relay."
  value       = module.relay.queue_url
}

output "dead_letter_queue_url" {
  description = "For npx antifreeze relay inspect."
  value       = module.relay.dead_letter_queue_url
}

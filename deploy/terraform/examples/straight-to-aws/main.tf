# A function that nobody edits, traced by the layer, whose spans, log records and metrics go straight to AWS.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.30"
    }
  }
}

variable "region" {
  description = "Where all this is made."
  type        = string
  default     = "eu-west-1"
}

variable "runtime" {
  description = "The runtime of the function. Version 5 of the AWS provider knows only nodejs22.x."
  type        = string
  default     = "nodejs24.x"
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

  logs         = true
  metrics      = "otlp"
  trace_fields = true
}

module "endpoint" {
  source = "../../endpoint"

  logs_group = "/aws/lambda/orders-straight-to-aws"
  metrics    = true
}

resource "aws_lambda_function" "orders" {
  function_name    = "orders-straight-to-aws"
  role             = aws_iam_role.orders.arn
  handler          = "index.handler"
  runtime          = var.runtime
  architectures    = ["arm64"]
  memory_size      = 256
  filename         = var.orders_zip
  source_code_hash = filebase64sha256(var.orders_zip)
  layers           = [module.layer.arn]

  environment {
    variables = merge(module.layer.environment, module.endpoint.environment, { OTEL_SERVICE_NAME = "orders" })
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
  policy_arn = module.endpoint.sender_policy_arn
}

resource "aws_iam_role_policy_attachment" "log" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

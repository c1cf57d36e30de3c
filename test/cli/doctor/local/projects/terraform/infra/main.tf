data "archive_file" "orders" {
  type        = "zip"
  source_dir  = "${path.module}/../src"
  output_path = "orders.zip"
}

resource "aws_lambda_function" "orders" {
  function_name    = "orders"
  role             = aws_iam_role.orders.arn
  filename         = data.archive_file.orders.output_path
  source_code_hash = data.archive_file.orders.output_base64sha256
  runtime          = "nodejs22.x" # not "nodejs18.x"
  handler          = "index.handler"
  timeout          = 1
  memory_size      = 256

  environment {
    variables = {
      OTEL_EXPORTER_OTLP_ENDPOINT = "ENDPOINT"
      OTEL_SERVICE_NAME           = "orders"
      TABLE                       = aws_dynamodb_table.orders.name
    }
  }
}

module "layer" {
  source = "../node_modules/antifreeze/deploy/terraform/layer"
}

resource "aws_lambda_function" "mail" {
  function_name = "mail-${var.stage}"
  runtime       = "nodejs24.x"
  handler       = "mail.handler"
  memory_size   = 256
  layers        = [module.layer.arn]

  environment {
    variables = merge(module.layer.environment, { OTEL_EXPORTER_OTLP_ENDPOINT = var.collector })
  }
}

locals {
  zip = coalesce(var.zip, "${path.module}/../../../dist/layer/antifreeze.zip")
}

resource "aws_lambda_layer_version" "this" {
  layer_name = var.name
  # npx antifreeze doctor tells the version of the layer by it.
  description              = "OpenTelemetry tracing by antifreeze 0.1.0"
  license_info             = "Apache-2.0"
  filename                 = local.zip
  source_code_hash         = filebase64sha256(local.zip)
  compatible_runtimes      = var.compatible_runtimes
  compatible_architectures = ["x86_64", "arm64"]

  # Functions may have the version before, and can't be changed once it is gone.
  skip_destroy = true
}

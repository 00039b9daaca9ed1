# The fake AWS has one address for every bucket.
terraform {
  backend "s3" {
    use_path_style              = true
    skip_requesting_account_id  = true
    skip_credentials_validation = true
  }
}

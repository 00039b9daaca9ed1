# Every invalid value is rejected by its variable, before anything is planned.

mock_provider "aws" {
  source = "./tests/mocks"
}
mock_provider "kubernetes" {}
mock_provider "helm" {}

run "project_1" {
  command = plan
  variables {
    project = "X"
  }
  expect_failures = [var.project]
}

run "region_1" {
  command = plan
  variables {
    region = "Europe"
  }
  expect_failures = [var.region]
}

run "account_id_1" {
  command = plan
  variables {
    account_id = "12345"
  }
  expect_failures = [var.account_id]
}

run "environments_1" {
  command = plan
  variables {
    environments = []
  }
  expect_failures = [var.environments]
}

run "managed_redis_1" {
  command = plan
  variables {
    managed_redis = ["staging", "production"]
  }
  expect_failures = [var.managed_redis]
}

run "managed_redis_2" {
  command = plan
  variables {
    managed_redis = ["elsewhere"]
  }
  expect_failures = [var.managed_redis]
}

run "repository_1" {
  command = plan
  variables {
    repository = "live-chat"
  }
  expect_failures = [var.repository]
}

run "revision_1" {
  command = plan
  variables {
    revision = ""
  }
  expect_failures = [var.revision]
}

run "domain_1" {
  command = plan
  variables {
    domain = "https://chat.example.com"
  }
  expect_failures = [var.domain]
}

run "dns_zone_1" {
  command = plan
  variables {
    dns_zone = "example.com"
  }
  expect_failures = [var.dns_zone]
}

run "live_chat_secret_1" {
  command = plan
  variables {
    live_chat_secret = "short"
  }
  expect_failures = [var.live_chat_secret]
}

run "redis_passwords_1" {
  command = plan
  variables {
    redis_passwords = { staging = "with/slash-0123456789", production = "Invented9876543210" }
  }
  expect_failures = [var.redis_passwords]
}

run "secrets_revision_1" {
  command = plan
  variables {
    secrets_revision = 0
  }
  expect_failures = [var.secrets_revision]
}

# Every invalid value is rejected by its variable, before anything is planned.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "project_1" {
  command = plan
  variables {
    project = "X"
  }
  expect_failures = [var.project]
}

run "project_2" {
  command = plan
  variables {
    project = "ab"
  }
  expect_failures = [var.project]
}

run "project_3" {
  command = plan
  variables {
    project = "-chat"
  }
  expect_failures = [var.project]
}

run "project_4" {
  command = plan
  variables {
    project = "a-name-that-is-far-too-long"
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

run "environments_2" {
  command = plan
  variables {
    environments = ["Staging"]
  }
  expect_failures = [var.environments]
}

run "kubernetes_version_1" {
  command = plan
  variables {
    kubernetes_version = "1.34"
  }
  expect_failures = [var.kubernetes_version]
}

run "kubernetes_version_2" {
  command = plan
  variables {
    kubernetes_version = "latest"
  }
  expect_failures = [var.kubernetes_version]
}

run "node_types_1" {
  command = plan
  variables {
    node_types = []
  }
  expect_failures = [var.node_types]
}

run "node_types_2" {
  command = plan
  variables {
    node_types = ["medium"]
  }
  expect_failures = [var.node_types]
}

run "node_types_3" {
  command = plan
  variables {
    node_types = ["t4g.medium", "m7i.large"]
  }
  expect_failures = [var.node_types]
}

run "node_capacity_1" {
  command = plan
  variables {
    node_capacity = "CHEAP"
  }
  expect_failures = [var.node_capacity]
}

run "nodes_per_zone_min_1" {
  command = plan
  variables {
    nodes_per_zone_min = 0
  }
  expect_failures = [var.nodes_per_zone_min]
}

run "nodes_per_zone_min_2" {
  command = plan
  variables {
    nodes_per_zone_min = 21
  }
  expect_failures = [var.nodes_per_zone_min]
}

run "nodes_per_zone_min_3" {
  command = plan
  variables {
    nodes_per_zone_min = 1.5
  }
  expect_failures = [var.nodes_per_zone_min]
}

run "nodes_per_zone_max_1" {
  command = plan
  variables {
    nodes_per_zone_max = 21
  }
  expect_failures = [var.nodes_per_zone_max]
}

run "nodes_per_zone_max_2" {
  command = plan
  variables {
    nodes_per_zone_min = 3
    nodes_per_zone_max = 2
  }
  expect_failures = [var.nodes_per_zone_max]
}

run "nodes_per_zone_max_3" {
  command = plan
  variables {
    nodes_per_zone_max = 2.5
  }
  expect_failures = [var.nodes_per_zone_max]
}

run "node_disk_gib_1" {
  command = plan
  variables {
    node_disk_gib = 19
  }
  expect_failures = [var.node_disk_gib]
}

run "node_disk_gib_2" {
  command = plan
  variables {
    node_disk_gib = 501
  }
  expect_failures = [var.node_disk_gib]
}

run "vpc_cidr_1" {
  command = plan
  variables {
    vpc_cidr = "10.20.0.0/24"
  }
  expect_failures = [var.vpc_cidr]
}

run "vpc_cidr_2" {
  command = plan
  variables {
    vpc_cidr = "10.20.0.0"
  }
  expect_failures = [var.vpc_cidr]
}

run "vpc_cidr_3" {
  command = plan
  variables {
    vpc_cidr = "8.8.0.0/16"
  }
  expect_failures = [var.vpc_cidr]
}

run "api_access_cidrs_1" {
  command = plan
  variables {
    api_access_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.api_access_cidrs]
}

run "api_access_cidrs_2" {
  command = plan
  variables {
    api_access_cidrs = ["somewhere"]
  }
  expect_failures = [var.api_access_cidrs]
}

run "api_access_cidrs_3" {
  command = plan
  variables {
    api_access_cidrs = ["0.0.0.0/1"]
  }
  expect_failures = [var.api_access_cidrs]
}

run "admin_role_arns_1" {
  command = plan
  variables {
    admin_role_arns = ["ann"]
  }
  expect_failures = [var.admin_role_arns]
}

run "managed_redis_1" {
  command = plan
  variables {
    managed_redis = ["elsewhere"]
  }
  expect_failures = [var.managed_redis]
}

run "redis_node_type_1" {
  command = plan
  variables {
    redis_node_type = "t4g.micro"
  }
  expect_failures = [var.redis_node_type]
}

run "redis_nodes_1" {
  command = plan
  variables {
    redis_nodes = 1
  }
  expect_failures = [var.redis_nodes]
}

run "redis_nodes_2" {
  command = plan
  variables {
    redis_nodes = 7
  }
  expect_failures = [var.redis_nodes]
}

run "redis_passwords_1" {
  command = plan
  variables {
    redis_passwords = { staging = "with/slash-0123456789", production = "Invented9876543210" }
  }
  expect_failures = [var.redis_passwords]
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

run "log_retention_days_1" {
  command = plan
  variables {
    log_retention_days = 31
  }
  expect_failures = [var.log_retention_days]
}

run "budget_usd_1" {
  command = plan
  variables {
    budget_usd = -1
  }
  expect_failures = [var.budget_usd]
}

run "dns_zone_must_hold_the_domain" {
  command = plan
  variables {
    domain   = "chat.example.com"
    dns_zone = "example.org"
  }
  expect_failures = [var.dns_zone]
}

run "a_budget_needs_somebody_to_tell" {
  command = plan
  variables {
    budget_usd = 100
  }
  expect_failures = [var.budget_email]
}

run "the_smallest_and_largest_that_are_allowed" {
  command = plan
  variables {
    project            = "abc"
    vpc_cidr           = "192.168.0.0/20"
    nodes_per_zone_min = 20
    nodes_per_zone_max = 20
    redis_nodes        = 6
    api_access_cidrs   = ["10.0.0.0/8", "203.0.113.7/32"]
  }
}

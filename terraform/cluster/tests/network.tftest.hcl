mock_provider "aws" {
  source = "./tests/mocks"
}

run "three_zones" {
  assert {
    condition     = alltrue([for kind in [aws_subnet.public, aws_subnet.private, aws_subnet.database] : toset(keys(kind)) == toset(["eu-west-1a", "eu-west-1b", "eu-west-1c"])])
    error_message = "Each kind of subnet must be in the first three zones."
  }
  assert {
    condition     = alltrue([for zone, subnet in merge(aws_subnet.public, aws_subnet.private, aws_subnet.database) : subnet.availability_zone == zone])
    error_message = "A subnet must be in the zone that it is named for."
  }
  assert {
    condition     = [for subnet in aws_subnet.private : subnet.cidr_block] == ["10.20.0.0/18", "10.20.64.0/18", "10.20.128.0/18"]
    error_message = "Pods need addresses: private subnets are three quarters of the VPC."
  }
  assert {
    condition     = [for subnet in aws_subnet.public : subnet.cidr_block] == ["10.20.192.0/22", "10.20.196.0/22", "10.20.200.0/22"]
    error_message = "Public subnets must stand in the last quarter."
  }
  assert {
    condition     = [for subnet in aws_subnet.database : subnet.cidr_block] == ["10.20.208.0/22", "10.20.212.0/22", "10.20.216.0/22"]
    error_message = "Database subnets must stand in the last quarter, behind the public ones."
  }
}

run "nothing_is_public_by_default" {
  assert {
    condition     = alltrue([for kind in [aws_subnet.public, aws_subnet.private, aws_subnet.database] : alltrue([for subnet in kind : !coalesce(subnet.map_public_ip_on_launch, false)])])
    error_message = "No subnet may hand out public addresses."
  }
  assert {
    condition     = aws_route.public_internet.gateway_id == aws_internet_gateway.this.id
    error_message = "Public subnets lead to the internet gateway."
  }
  assert {
    condition     = alltrue([for route in aws_route.private_nat : route.gateway_id == null && route.nat_gateway_id != null])
    error_message = "Private subnets may leave through NAT only."
  }
  assert {
    condition     = alltrue([for association in aws_route_table_association.database : association.route_table_id == aws_route_table.database.id])
    error_message = "Database subnets must use the table without a way out."
  }
  assert {
    condition     = length(aws_default_security_group.closed.ingress) == 0 && length(aws_default_security_group.closed.egress) == 0
    error_message = "The default security group must let nothing pass."
  }
}

run "balancers_find_their_subnets" {
  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"])
    error_message = "Without the tag the balancer controller finds no public subnet."
  }
  assert {
    condition     = alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "Without the tag the balancer controller finds no private subnet."
  }
}

run "one_nat_gateway_by_default" {
  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_eip.nat) == 1
    error_message = "One NAT gateway is enough unless asked."
  }
  assert {
    condition     = length(aws_route.private_nat) == 3
    error_message = "Every zone needs its way out."
  }
}

run "a_nat_gateway_per_zone_when_asked" {
  variables {
    nat_per_zone = true
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 3
    error_message = "nat_per_zone must make three."
  }
  assert {
    condition     = alltrue([for zone, route in aws_route.private_nat : route.nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "Each zone must leave through its own."
  }
}

run "images_come_through_the_gateway_endpoint" {
  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.service_name == "com.amazonaws.eu-west-1.s3"
    error_message = "S3 must be reached without NAT."
  }
  assert {
    condition     = length(aws_vpc_endpoint.s3.route_table_ids) == 3
    error_message = "Every private table must lead to it."
  }
}

run "too_few_zones_are_refused" {
  command = plan
  override_data {
    target = data.aws_availability_zones.available
    values = { names = ["eu-west-1a", "eu-west-1b"] }
  }
  expect_failures = [data.aws_availability_zones.available]
}

mock_provider "aws" {
  source = "./tests/mocks"
}

run "none_by_default" {
  assert {
    condition     = length(aws_budgets_budget.month) == 0
    error_message = "No alarm unless asked."
  }
}

run "an_alarm_when_asked" {
  variables {
    budget_usd   = 250
    budget_email = "ann@example.com"
  }
  assert {
    condition     = aws_budgets_budget.month[0].limit_amount == "250" && aws_budgets_budget.month[0].time_unit == "MONTHLY"
    error_message = "The limit is the setting's, a month."
  }
  assert {
    condition     = length(aws_budgets_budget.month[0].notification) == 2 && alltrue([for notification in aws_budgets_budget.month[0].notification : notification.subscriber_email_addresses == toset(["ann@example.com"])])
    error_message = "Both alarms go to the named person."
  }
}

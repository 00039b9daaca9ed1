# What the next command needs; the platform root finds everything else by name.

output "cluster_name" {
  description = "Name of the cluster, for aws eks update-kubeconfig."
  value       = aws_eks_cluster.this.name
}

output "registry" {
  description = "Where images are pushed: this, a slash, and backend or ui."
  value       = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/${var.project}"
}

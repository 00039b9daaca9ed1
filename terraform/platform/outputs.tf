# What the next command needs; it finds everything else by name.

output "namespaces" {
  description = "Namespace of each environment."
  value       = { for name, namespace in kubernetes_namespace_v1.environment : name => namespace.metadata[0].name }
}

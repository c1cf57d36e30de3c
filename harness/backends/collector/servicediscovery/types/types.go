// Package types has those types of Cloud Map that the loadbalancing exporter uses.
package types

type HealthStatusFilter string

const HealthStatusFilterHealthy HealthStatusFilter = "HEALTHY"

type HttpInstanceSummary struct {
	Attributes map[string]string
}

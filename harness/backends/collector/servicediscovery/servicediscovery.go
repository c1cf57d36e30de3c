// Package servicediscovery stands in for AWS's client of Cloud Map, which the loadbalancing exporter imports and which
// can't be had everywhere. It has the names that the exporter uses; its resolver `aws_cloud_map` always fails.
package servicediscovery

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery/types"
)

type Client struct{}

func NewFromConfig(aws.Config) *Client {
	return &Client{}
}

type DiscoverInstancesInput struct {
	NamespaceName      *string
	ServiceName        *string
	HealthStatus       types.HealthStatusFilter
	OwnerAccount       *string
	MaxResults         *int32
	OptionalParameters map[string]string
	QueryParameters    map[string]string
}

type DiscoverInstancesOutput struct {
	Instances []types.HttpInstanceSummary
}

func (*Client) DiscoverInstances(
	context.Context, *DiscoverInstancesInput,
) (*DiscoverInstancesOutput, error) {
	return nil, errors.New("this build has no client of AWS Cloud Map")
}

"""
The server of moto. As CloudFormation, it finds a template valid that has no errors: moto also minds warnings. And it takes
AWS::NoValue out of lists, where moto leaves a null.
"""

import sys

from moto.cloudformation import parsing
from moto.cloudformation.models import CloudFormationBackend
from moto.server import main

find_all = CloudFormationBackend.validate_template


def find_errors(backend, template):
    return [match for match in find_all(backend, template) if match.rule.severity == "error"]


clean_json = parsing.clean_json


def clean_lists(resource_json, resources_map):
    cleaned = clean_json(resource_json, resources_map)
    return [each for each in cleaned if each is not None] if isinstance(resource_json, list) else cleaned


CloudFormationBackend.validate_template = find_errors
parsing.clean_json = clean_lists
main(sys.argv[1:])

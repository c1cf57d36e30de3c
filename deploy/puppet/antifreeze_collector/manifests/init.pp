# @summary Configures the OpenTelemetry Collector with the files of antifreeze's deploy/collector, which are in files/.
#
# @param token What functions and relays send, by eyaml for instance
# @param backend_endpoint Where all that it takes goes
# @param configurations The files to merge, without .yaml; logs and metrics take these signals, too
# @param variables What else these files take from variables, such as KEEP_PERCENT
# @param directory Where configuration and token are
# @param queue_directory Where spans wait for the back end
# @param owner Who runs the Collector
# @param group The group of the owner
# @param program The Collector's program, which checks the configuration
# @param service The service to run and to restart after a change; an empty name for none
class antifreeze_collector (
  Sensitive[String] $token,
  Pattern[/\Ahttps?:\/\//] $backend_endpoint,
  Array[Pattern[/\A[a-z-]+\z/], 1] $configurations = ['gateway'],
  Hash[Pattern[/\A[A-Z_]+\z/], Pattern[/\A[^\s"'\\]*\z/]] $variables = {},
  Pattern[/\A\//] $directory = '/etc/otelcol-contrib',
  Pattern[/\A\//] $queue_directory = '/var/lib/otelcol-contrib/queue',
  String[1] $owner = 'otelcol-contrib',
  String[1] $group = 'otelcol-contrib',
  Pattern[/\A\//] $program = '/usr/bin/otelcol-contrib',
  String $service = 'otelcol-contrib',
) {
  if $token.unwrap.length < 16 {
    fail('the token needs at least 16 characters')
  }

  $files = $configurations.map |$name| { "${directory}/${name}.yaml" }
  $options = $files.map |$file| { "--config=${file}" }.join(' ')
  $environment = {
    'TOKEN_FILE'       => "${directory}/token",
    'BACKEND_ENDPOINT' => $backend_endpoint,
    'QUEUE_DIRECTORY'  => $queue_directory,
  } + $variables

  File {
    owner => $owner,
    group => $group,
  }

  file { [$directory, $queue_directory]:
    ensure => directory,
    mode   => '0750',
  }

  file { "${directory}/token":
    content => $token,
    mode    => '0600',
  }

  $configurations.each |$name| {
    file { "${directory}/${name}.yaml":
      source => "puppet:///modules/antifreeze_collector/${name}.yaml",
      mode   => '0640',
    }
  }

  # What the unit of the package otelcol-contrib reads.
  file { "${directory}/otelcol-contrib.conf":
    content => epp('antifreeze_collector/otelcol-contrib.conf.epp', {
      options     => $options,
      environment => $environment,
    }),
    mode    => '0640',
  }

  # A configuration that the Collector refuses restarts nothing.
  exec { 'check the configuration of the Collector':
    command     => "${program} validate ${options}",
    environment => $environment.map |$name, $value| { "${name}=${value}" },
    refreshonly => true,
    subscribe   => [File[$files], File["${directory}/token"], File["${directory}/otelcol-contrib.conf"]],
  }

  unless $service.empty {
    service { $service:
      ensure    => running,
      enable    => true,
      subscribe => Exec['check the configuration of the Collector'],
    }
  }
}

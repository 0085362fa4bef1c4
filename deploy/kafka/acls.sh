#!/bin/sh
# The least that each part of tocsin may do at a broker with ACLs: run it once, as somebody who may change them.
# What else a principal asks for is denied. Topics are created by whoever runs `tocsin topics create`, not by the worker.
#
#   BROKER=kafka:9092 COMMAND_CONFIG=admin.properties sh deploy/kafka/acls.sh
#
# KAFKA_ACLS where Kafka's own tool is called otherwise; TOPIC_PREFIX and NAME as in the worker's settings; *_PRINCIPAL where yours have other names (of a client certificate: User:CN=…).
set -eu
prefix=${TOPIC_PREFIX:-}
name=${NAME:-tocsin}
worker=${WORKER_PRINCIPAL:-User:tocsin}
publisher=${PUBLISHER_PRINCIPAL:-User:publisher}
subscriber=${SUBSCRIBER_PRINCIPAL:-User:subscriber}
forwarder=${FORWARD_PRINCIPAL:-User:forward}
analyst=${ANALYST_PRINCIPAL:-User:analyst}
operator=${OPERATOR_PRINCIPAL:-User:operator}

acls() { # PRINCIPAL, then what may be done to what
  who=$1
  shift
  # shellcheck disable=SC2086 # a command may bring arguments
  ${KAFKA_ACLS:-/opt/kafka/bin/kafka-acls.sh} --bootstrap-server "${BROKER:-localhost:9092}" ${COMMAND_CONFIG:+--command-config "$COMMAND_CONFIG"} \
    --add --allow-principal "$who" "$@" >/dev/null
}
topics() { # NAME... -> --topic PREFIX+NAME ...
  for topic in "$@"; do printf -- '--topic %s%s ' "$prefix" "$topic"; done
}
changelogs="$name-articles-changelog $name-ledger-changelog $name-regions-changelog"

# The worker: what flows through it, its state, its group.
acls "$worker" --operation Read --operation DescribeConfigs $(topics articles rulings editions)
# Prefixed: those of later editions (tocsin rebuild) bear a number at the end, such as reports.e2.
acls "$worker" --operation Read --operation Write --operation DescribeConfigs $(topics extractions reports region-changes $changelogs) --resource-pattern-type prefixed
acls "$worker" --operation Write --operation DescribeConfigs $(topics articles.dlq incidents tallies alerts heartbeats deliveries alerts.dlq)
acls "$worker" --operation Read --group "$name"
# Whoever brings the articles; dead letters are replayed by the same.
acls "$publisher" --operation Write $(topics articles)
# A service that acts on alerts, with consumer groups whose names begin with newsroom.
acls "$subscriber" --operation Read $(topics alerts incidents tallies heartbeats)
acls "$subscriber" --operation Read --group newsroom --resource-pattern-type prefixed
# tocsin forward.
acls "$forwarder" --operation Read --operation DescribeConfigs $(topics alerts)
acls "$forwarder" --operation Read --operation Write --operation DescribeConfigs $(topics deliveries)
acls "$forwarder" --operation Write --operation DescribeConfigs $(topics alerts.dlq)
acls "$forwarder" --operation Read --group "$name.forward." --resource-pattern-type prefixed
# An analyst with a say: rulings.
acls "$analyst" --operation Read $(topics incidents alerts tallies)
acls "$analyst" --operation Read --operation Write $(topics rulings)
# Whoever runs tocsin rebuild: makes the topics of the next edition, deletes those of the last, takes the workers' seat.
acls "$operator" --operation Create --operation Delete --operation Read --operation Write --operation DescribeConfigs $(topics extractions reports region-changes rebuilt $changelogs) --resource-pattern-type prefixed
acls "$operator" --operation Read --operation Write --operation DescribeConfigs $(topics incidents tallies alerts editions)
acls "$operator" --operation Read --operation DescribeConfigs $(topics articles rulings)
acls "$operator" --operation Read --group "$name"

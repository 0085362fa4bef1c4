"""The worker on Kafka: the only room that knows Faust."""

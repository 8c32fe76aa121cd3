-- Events are published after the commit and not stored any more: who was not connected loads what he missed.
DROP TABLE outbox;

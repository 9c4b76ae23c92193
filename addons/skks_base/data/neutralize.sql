-- A copy of the database for trials: letters that were waiting do not leave it.
UPDATE mail_mail SET state = 'cancel' WHERE state IN ('outgoing', 'exception');

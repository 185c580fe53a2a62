CREATE TABLE t (amount real);
INSERT INTO t VALUES (1);

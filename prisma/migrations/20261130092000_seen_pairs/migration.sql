-- The pairs of one actor are few, and the key begins with whose they are.

-- DropIndex
DROP INDEX "seen_pair_account_kind_a_first_at_idx";

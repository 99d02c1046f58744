CREATE SCHEMA "identity";
--> statement-breakpoint
CREATE TABLE "access_requests" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"preset" text,
	"role_id" uuid,
	"grants" jsonb NOT NULL,
	"reason" text NOT NULL,
	"hours_asked" integer NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"decided_why" text,
	"ends_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" uuid,
	"ended_why" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "access_requests_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "access_requests_kind" CHECK ("access_requests"."kind" in ('role', 'permissions')),
	CONSTRAINT "access_requests_state" CHECK ("access_requests"."state" in ('asked', 'granted', 'refused', 'withdrawn', 'ended', 'expired')),
	CONSTRAINT "access_requests_preset" CHECK ("access_requests"."preset" in ('admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only')),
	CONSTRAINT "access_requests_what" CHECK (case kind when 'role' then (preset is null) <> (role_id is null) else preset is null and role_id is null end),
	CONSTRAINT "access_requests_two_people" CHECK (decided_by is null or decided_by <> member_id),
	CONSTRAINT "access_requests_times" CHECK (hours_asked > 0 and (state <> 'granted' or (decided_at is not null and ends_at is not null and ends_at > decided_at)))
);
--> statement-breakpoint
ALTER TABLE "access_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "review_lines" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"review_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"member_id" uuid,
	"frozen" text NOT NULL,
	"digest" text NOT NULL,
	"holds_money" boolean NOT NULL,
	"decision" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"reason" text,
	"outcome" text,
	CONSTRAINT "review_lines_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "review_lines_kind" CHECK ("review_lines"."kind" in ('member', 'role', 'token', 'key', 'grant')),
	CONSTRAINT "review_lines_decision" CHECK ("review_lines"."decision" in ('keep', 'remove')),
	CONSTRAINT "review_lines_two_people" CHECK (decided_by is null or member_id is null or decided_by <> member_id),
	CONSTRAINT "review_lines_decided" CHECK ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null) and (decision is distinct from 'remove' or reason is not null))
);
--> statement-breakpoint
ALTER TABLE "review_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reviewers" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"review_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	CONSTRAINT "reviewers_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "reviewers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reviews" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"preset" text,
	"role_id" uuid,
	"due_on" date NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"lines" integer NOT NULL,
	"undecided" integer NOT NULL,
	"digest" text NOT NULL,
	"opened_by" uuid NOT NULL,
	"closed_by" uuid,
	"closed_at" timestamp with time zone,
	"closed_why" text,
	"reminded_on" date,
	"repeats" text DEFAULT 'never' NOT NULL,
	"next_on" date,
	"follows_id" uuid,
	CONSTRAINT "reviews_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "reviews_scope" CHECK ("reviews"."scope" in ('all', 'role', 'money')),
	CONSTRAINT "reviews_state" CHECK ("reviews"."state" in ('open', 'closed')),
	CONSTRAINT "reviews_repeats" CHECK ("reviews"."repeats" in ('never', 'quarterly', 'half_yearly', 'yearly')),
	CONSTRAINT "reviews_next" CHECK (next_on is null or repeats <> 'never'),
	CONSTRAINT "reviews_whose" CHECK ((scope = 'role') = ((preset is null) <> (role_id is null)) and (scope = 'role' or (preset is null and role_id is null))),
	CONSTRAINT "reviews_counts" CHECK (undecided between 0 and lines and (state = 'open') = (closed_at is null))
);
--> statement-breakpoint
ALTER TABLE "reviews" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "support_grants" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"operator_account_id" uuid NOT NULL,
	"operator_name" text NOT NULL,
	"operator_email" text NOT NULL,
	"reason" text NOT NULL,
	"hours" integer NOT NULL,
	"granted_by" uuid NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" uuid,
	"ended_why" text,
	"entered_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "support_grants_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "support_grants_times" CHECK (hours between 1 and 72 and ends_at > granted_at and ends_at <= granted_at + make_interval(hours => hours)),
	CONSTRAINT "support_grants_ended" CHECK ((ended_at is null) = (ended_why is null))
);
--> statement-breakpoint
ALTER TABLE "support_grants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_answers" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"key_id" uuid NOT NULL,
	"idempotency_key" text NOT NULL,
	"digest" text NOT NULL,
	"status" integer NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "api_answers_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "api_answers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_keys" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"member_id" uuid NOT NULL,
	"name" text NOT NULL,
	"hint" text NOT NULL,
	"secret_hash" bytea NOT NULL,
	"permissions" jsonb NOT NULL,
	"networks" jsonb NOT NULL,
	"connection_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"last_used_ip" text,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	"revoked_why" text,
	"window_at" timestamp with time zone,
	"window_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "api_keys_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_checkpoints" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"size" bigint NOT NULL,
	"epoch" integer NOT NULL,
	"root" bytea NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_checkpoints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_events" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seq" bigint NOT NULL,
	"xid" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"actor_role" text NOT NULL,
	"event" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid,
	"detail" text NOT NULL,
	"permission" text NOT NULL,
	"request_id" text NOT NULL,
	"correlation_id" uuid NOT NULL,
	"personal_commitment" text DEFAULT '' NOT NULL,
	CONSTRAINT "audit_events_pkey" PRIMARY KEY("tenant_id","id")
) PARTITION BY RANGE ("id");
--> statement-breakpoint
ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_leaves" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"leaf_index" bigint NOT NULL,
	"hash" bytea NOT NULL,
	CONSTRAINT "audit_leaves_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_leaves" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_personal" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"salt" bytea NOT NULL,
	"body" text NOT NULL,
	"ip" text DEFAULT '' NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	CONSTRAINT "audit_personal_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_personal" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_tiles" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"level" integer NOT NULL,
	"tile" bigint NOT NULL,
	"hashes" bytea NOT NULL,
	CONSTRAINT "audit_tiles_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_tiles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_trees" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"size" bigint NOT NULL,
	"root" bytea NOT NULL,
	"epoch" integer NOT NULL,
	"system_epoch" integer NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"words_size" bigint DEFAULT 0 NOT NULL,
	"verified_at" timestamp with time zone,
	"verified_to" bigint DEFAULT 0 NOT NULL,
	"fault" text DEFAULT '' NOT NULL,
	CONSTRAINT "audit_trees_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_trees" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_words" (
	"tenant_id" uuid NOT NULL,
	"word" text NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "audit_words_pkey" PRIMARY KEY("tenant_id","word","event_id")
);
--> statement-breakpoint
ALTER TABLE "audit_words" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identity"."accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_verified_at" timestamp with time zone,
	"name" text NOT NULL,
	"zone" text,
	"password_hash" text,
	"password_changed_at" timestamp with time zone,
	"theme" text DEFAULT 'system' NOT NULL,
	"shortcuts" boolean DEFAULT true NOT NULL,
	"is_disabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "identity"."backup_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"code_hash" bytea NOT NULL,
	"used_at" timestamp with time zone,
	"replaced_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."factors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"secret" bytea,
	"last_step" bigint DEFAULT 0 NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "factors_secret" CHECK ((secret is null) = (kind = 'passkey' or (kind = 'sms' and removed_at is not null)))
);
--> statement-breakpoint
CREATE TABLE "identity"."flows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"step" text NOT NULL,
	"secret_hash" bytea NOT NULL,
	"account_id" uuid,
	"tenant_id" uuid,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "flows_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"token_hash" bytea NOT NULL,
	"account_id" uuid,
	"tenant_id" uuid,
	"member_id" uuid,
	"email" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"not_before" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "links_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid,
	"to_address" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"kind" text NOT NULL,
	"channel" text DEFAULT 'mail' NOT NULL,
	"sealed" bytea,
	"expires_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"next_try_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_channel" CHECK (channel in ('mail', 'text') and (channel = 'text' or sealed is null))
);
--> statement-breakpoint
CREATE TABLE "identity"."passkey_challenges" (
	"challenge_hash" bytea PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"bound_to" uuid NOT NULL,
	"account_id" uuid,
	"name" text,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."passkeys" (
	"factor_id" uuid PRIMARY KEY NOT NULL,
	"credential_id" bytea NOT NULL,
	"public_key" bytea NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text DEFAULT '' NOT NULL,
	"may_back_up" boolean NOT NULL,
	"is_backed_up" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "passkeys_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "identity"."proofs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"act" text NOT NULL,
	"method" text NOT NULL,
	"proven_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."proven_domains" (
	"name" text PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"domain_id" uuid NOT NULL,
	"proven_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"secret_hash" bytea NOT NULL,
	"account_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"methods" text NOT NULL,
	"factor_at" timestamp with time zone NOT NULL,
	"idle_seconds_max" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ip" text DEFAULT '' NOT NULL,
	"agent" text DEFAULT '' NOT NULL,
	"last_ip" text DEFAULT '' NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_reason" text,
	"connection_id" uuid,
	"support_grant_id" uuid,
	"provider_subject" text,
	"provider_index" text,
	"provider_name" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_secret_hash_unique" UNIQUE("secret_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"plan" text DEFAULT 'complete' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_slug_unique" UNIQUE("slug"),
	CONSTRAINT "tenants_plan" CHECK (plan in ('essential', 'business', 'complete'))
);
--> statement-breakpoint
CREATE TABLE "identity"."text_codes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"bound_to" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"code_hash" bytea NOT NULL,
	"number" bytea,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "text_codes_number" CHECK ((purpose = 'add') = (number is not null))
);
--> statement-breakpoint
CREATE TABLE "identity"."throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "award_records" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"award_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	CONSTRAINT "award_records_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "award_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "award_runs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"program_id" uuid NOT NULL,
	"rule_version_id" uuid NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"record_count" integer NOT NULL,
	"award_count" integer NOT NULL,
	"total_minor" bigint NOT NULL,
	"digest" text NOT NULL,
	"computed_by" uuid,
	"computed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "award_runs_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "award_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "awards" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"program_id" uuid NOT NULL,
	"rule_version_id" uuid,
	"run_id" uuid,
	"payee_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"period_from" date NOT NULL,
	"period_to" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"derivation" text NOT NULL,
	"derivation_digest" text NOT NULL,
	"corrects_id" uuid,
	"reason" text,
	"proof_file_id" uuid,
	"nominated_by" uuid,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "awards_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "awards_state_known" CHECK ("awards"."state" in ('computed', 'nominated', 'confirmed', 'in_payout', 'paid', 'declined')),
	CONSTRAINT "awards_kind_known" CHECK ("awards"."kind" in ('computed', 'nomination', 'adjustment', 'clawback'))
);
--> statement-breakpoint
ALTER TABLE "awards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "programs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"period" text NOT NULL,
	"state" text NOT NULL,
	"confirmation" text DEFAULT 'by_person' NOT NULL,
	"minimum_minor" bigint DEFAULT 0 NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"created_by" uuid NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "programs_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "programs_state" CHECK ("programs"."state" in ('draft', 'active', 'paused', 'ended', 'archived'))
);
--> statement-breakpoint
ALTER TABLE "programs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rule_versions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"program_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"rule" jsonb NOT NULL,
	"digest" text NOT NULL,
	"effective_on" date,
	"audience" jsonb DEFAULT '{"all":true}'::jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"activated_by" uuid,
	"activated_at" timestamp with time zone,
	"note" text,
	CONSTRAINT "rule_versions_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "rule_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identity"."installation" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"system_identifier" text DEFAULT '' NOT NULL,
	"audit_epoch" integer DEFAULT 1 NOT NULL,
	"is_paused" boolean DEFAULT false NOT NULL,
	"paused_reason" text,
	"setup_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."vulnerability_reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text NOT NULL,
	"reporter_name" text,
	"reporter_email" text,
	"what" text NOT NULL,
	"place" text NOT NULL,
	"severity" text NOT NULL,
	"details" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"answer" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vulnerability_reports_reference_unique" UNIQUE("reference"),
	CONSTRAINT "vulnerability_reports_severity" CHECK (severity in ('low', 'medium', 'high', 'critical', 'unsure')),
	CONSTRAINT "vulnerability_reports_acknowledged" CHECK ((acknowledged_at is null) = (acknowledged_by is null))
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"memo" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"reverses_id" uuid,
	"posted_by" uuid,
	CONSTRAINT "journal_entries_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "journal_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"program_id" uuid,
	"payee_id" uuid,
	"balance_minor" bigint DEFAULT 0 NOT NULL,
	"floor_minor" bigint,
	CONSTRAINT "ledger_accounts_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "ledger_accounts_place" UNIQUE NULLS NOT DISTINCT("tenant_id","kind","currency","program_id","payee_id"),
	CONSTRAINT "ledger_accounts_kind" CHECK ("ledger_accounts"."kind" in ('funding', 'budget', 'award_hold', 'expense', 'owed', 'payout_raised', 'under_way', 'bank', 'redemption_hold', 'redeemed', 'bank_charges', 'exchange', 'suspense')),
	CONSTRAINT "ledger_accounts_floor" CHECK (floor_minor is null or balance_minor >= floor_minor)
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "postings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"entry_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"payout_id" uuid,
	CONSTRAINT "postings_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "postings_amount" CHECK (amount_minor <> 0)
);
--> statement-breakpoint
ALTER TABLE "postings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "batches" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"rail" text NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text NOT NULL,
	"originator_id" uuid NOT NULL,
	"value_on" date NOT NULL,
	"message_id" text,
	"file_id" uuid,
	"file_digest" text,
	"payout_count" integer DEFAULT 0 NOT NULL,
	"total_minor" bigint DEFAULT 0 NOT NULL,
	"is_test" boolean DEFAULT false NOT NULL,
	"made_by" uuid NOT NULL,
	"released_by" uuid,
	"released_at" timestamp with time zone,
	"downloads" integer DEFAULT 0 NOT NULL,
	"bank_status" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "batches_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "batches_state" CHECK ("batches"."state" in ('draft', 'released', 'settled', 'refused', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "batches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "originators" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"rail" text NOT NULL,
	"currency" char(3) NOT NULL,
	"name" text NOT NULL,
	"body" jsonb NOT NULL,
	"masked" text NOT NULL,
	"is_test" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "originators_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "originators_rail_known" CHECK ("originators"."rail" in ('pain001', 'nacha', 'payroll_csv'))
);
--> statement-breakpoint
ALTER TABLE "originators" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payout_approvals" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"payout_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"note" text,
	"at" timestamp with time zone NOT NULL,
	"factor_at" timestamp with time zone,
	"on_behalf_of" uuid,
	CONSTRAINT "payout_approvals_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "payout_approvals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payout_lines" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"payout_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"award_id" uuid,
	"redemption_id" uuid,
	"amount_minor" bigint NOT NULL,
	"is_void" boolean DEFAULT false NOT NULL,
	CONSTRAINT "payout_lines_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "payout_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payout_tallies" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text NOT NULL,
	"currency" char(3) NOT NULL,
	"payouts" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "payout_tallies_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payout_tallies_state_known" CHECK ("payout_tallies"."state" in ('raised', 'approved', 'released', 'settled', 'rejected', 'returned', 'held'))
);
--> statement-breakpoint
ALTER TABLE "payout_tallies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payouts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"payee_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text NOT NULL,
	"rail" text NOT NULL,
	"bank_detail_id" uuid,
	"raised_by" uuid NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"approvals_needed" integer NOT NULL,
	"idempotency_key" text NOT NULL,
	"request_digest" text NOT NULL,
	"held_from" text,
	"hold_reason" text,
	"batch_id" uuid,
	"end_to_end_id" text NOT NULL,
	"uetr" uuid NOT NULL,
	"trace_number" text,
	"reissues_id" uuid,
	"released_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"returned_at" timestamp with time zone,
	"return_reason" text,
	"bank_status" text,
	"note" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payouts_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "payouts_state_known" CHECK ("payouts"."state" in ('raised', 'approved', 'released', 'settled', 'rejected', 'returned', 'held')),
	CONSTRAINT "payouts_amount" CHECK (amount_minor > 0),
	CONSTRAINT "payouts_hold" CHECK ((state = 'held') = (held_from is not null))
);
--> statement-breakpoint
ALTER TABLE "payouts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_group_members" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"group_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "scim_group_members_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "scim_group_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_groups" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"display_name" text NOT NULL,
	"external_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "scim_groups_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "scim_groups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_requests" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"token_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"status" integer NOT NULL,
	"reason" text,
	CONSTRAINT "scim_requests_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "scim_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_tokens" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"name" text NOT NULL,
	"hint" text NOT NULL,
	"secret_hash" bytea NOT NULL,
	"created_by" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"revoked_by" uuid,
	"requests" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "scim_tokens_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "scim_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scim_users" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"user_key" text NOT NULL,
	"external_id" text,
	"email" text NOT NULL,
	"display_name" text,
	"formatted_name" text,
	"given_name" text,
	"family_name" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"member_id" uuid,
	"is_shut" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "scim_users_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "scim_users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "domains" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"token" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"answer" text,
	"proven_at" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"missing_since" timestamp with time zone,
	"added_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "domains_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "domains_state" CHECK ("domains"."state" in ('pending', 'proven', 'failing', 'lost', 'removed')),
	CONSTRAINT "domains_answer" CHECK ("domains"."answer" in ('found', 'other', 'none', 'unanswered', 'taken'))
);
--> statement-breakpoint
ALTER TABLE "domains" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_certificates" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"pem" text NOT NULL,
	"fingerprint" text NOT NULL,
	"subject" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_until" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "sso_certificates_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sso_certificates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_clients" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"client_id" text,
	"secret" bytea,
	"secret_set_at" timestamp with time zone,
	"proof" text NOT NULL,
	"token_url" text NOT NULL,
	"keys_url" text NOT NULL,
	"userinfo_url" text,
	"algorithms" jsonb NOT NULL,
	"names_issuer" boolean NOT NULL,
	"offers_groups" boolean NOT NULL,
	"tells_sign_outs" boolean NOT NULL,
	"wants_verified_email" boolean DEFAULT true NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_clients_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sso_clients_proof" CHECK ("sso_clients"."proof" in ('post', 'basic')),
	CONSTRAINT "sso_clients_whole" CHECK ((client_id is null) = (secret is null))
);
--> statement-breakpoint
ALTER TABLE "sso_clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_connections" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"protocol" text DEFAULT 'saml' NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"issuer" text NOT NULL,
	"sso_url" text NOT NULL,
	"metadata_url" text,
	"wants_response_signed" boolean DEFAULT false NOT NULL,
	"allows_provider_start" boolean DEFAULT false NOT NULL,
	"joins" boolean DEFAULT false NOT NULL,
	"default_role" text,
	"default_role_id" uuid,
	"provider_factor" text DEFAULT 'never' NOT NULL,
	"attestation" text,
	"attested_by" uuid,
	"attested_at" timestamp with time zone,
	"logout_url" text,
	"logout_answer_url" text,
	"signs_out" boolean DEFAULT false NOT NULL,
	"email_attribute" text DEFAULT '' NOT NULL,
	"name_attribute" text DEFAULT '' NOT NULL,
	"groups_attribute" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sso_connections_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sso_connections_default" CHECK ("sso_connections"."default_role" in ('admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only')),
	CONSTRAINT "sso_connections_default_one" CHECK (default_role is null or default_role_id is null),
	CONSTRAINT "sso_connections_protocol" CHECK ("sso_connections"."protocol" in ('saml', 'oidc')),
	CONSTRAINT "sso_connections_state" CHECK ("sso_connections"."state" in ('draft', 'on', 'off')),
	CONSTRAINT "sso_connections_factor" CHECK ("sso_connections"."provider_factor" in ('never', 'asserted', 'attested')),
	CONSTRAINT "sso_connections_logout" CHECK (not signs_out or logout_url is not null or protocol = 'oidc')
);
--> statement-breakpoint
ALTER TABLE "sso_connections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_group_roles" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"group_name" text NOT NULL,
	"preset" text,
	"role_id" uuid,
	CONSTRAINT "sso_group_roles_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sso_group_roles_preset" CHECK ("sso_group_roles"."preset" in ('admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only')),
	CONSTRAINT "sso_group_roles_whose" CHECK ((preset is null) <> (role_id is null))
);
--> statement-breakpoint
ALTER TABLE "sso_group_roles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_identities" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"member_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"last_used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sso_identities_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sso_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_signing_keys" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"secret" bytea NOT NULL,
	"pem" text NOT NULL,
	"fingerprint" text NOT NULL,
	"valid_until" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sso_signing_keys_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sso_signing_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sso_tests" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connection_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"refused_by" text,
	"found" text,
	"received" jsonb,
	"mapped" jsonb,
	"logout" jsonb,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sso_tests_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sso_tests_state" CHECK ("sso_tests"."state" in ('waiting', 'passed', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "sso_tests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "identity"."sso_assertions" (
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"assertion_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sso_assertions_pkey" PRIMARY KEY("connection_id","assertion_id")
);
--> statement-breakpoint
CREATE TABLE "identity"."sso_codes" (
	"code_hash" bytea PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"browser_hash" bytea,
	"account_id" uuid NOT NULL,
	"data" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."sso_logouts" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"test_id" uuid,
	"subject" text NOT NULL,
	"session_index" text,
	"name" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."sso_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"test_id" uuid,
	"browser_hash" bytea NOT NULL,
	"next" text,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_files" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"file_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"state" text NOT NULL,
	"originator" text,
	"mapping" jsonb,
	"failure" text,
	"known" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"received_by" uuid NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "statement_files_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "statement_files_state" CHECK ("statement_files"."state" in ('reading', 'done', 'same', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "statement_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"statement_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"booked_on" date,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"direction" text NOT NULL,
	"end_to_end_id" text,
	"bank_reference" text,
	"text" text DEFAULT '' NOT NULL,
	"status" text,
	"reason_code" text,
	"reason_text" text,
	"state" text NOT NULL,
	"payout_id" uuid,
	"batch_id" uuid,
	"entry_id" uuid,
	"queue_reason" text,
	"decision" text,
	"decision_reason" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	CONSTRAINT "statement_lines_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "statement_lines_state" CHECK ("statement_lines"."state" in ('unmatched', 'matched', 'ignored'))
);
--> statement-breakpoint
ALTER TABLE "statement_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statements" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"account_masked" text DEFAULT '' NOT NULL,
	"reference" text NOT NULL,
	"file_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"line_count" integer NOT NULL,
	"matched_count" integer DEFAULT 0 NOT NULL,
	"booked_from" date,
	"booked_to" date,
	"opening_minor" bigint,
	"closing_minor" bigint,
	"currency" char(3),
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"imported_by" uuid NOT NULL,
	CONSTRAINT "statements_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "statements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "counters" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"series" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "counters_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "counters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "roles" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"sentence" text DEFAULT '' NOT NULL,
	"preset" text NOT NULL,
	"grants" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "roles_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "roles_preset" CHECK ("roles"."preset" in ('owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only')),
	CONSTRAINT "roles_not_a_preset" CHECK (lower(replace(name, ' ', '_')) not in ('owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator', 'job', 'system', 'invited'))
);
--> statement-breakpoint
ALTER TABLE "roles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "delegations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"from_member_id" uuid NOT NULL,
	"to_member_id" uuid NOT NULL,
	"permission" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"reason" text,
	CONSTRAINT "delegations_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "delegations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "file_slices" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"file_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"body" bytea NOT NULL,
	CONSTRAINT "file_slices_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "file_slices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "files" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"size" bigint NOT NULL,
	"digest" text NOT NULL,
	"purpose" text NOT NULL,
	"created_by" uuid,
	CONSTRAINT "files_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "member_tallies" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text NOT NULL,
	"role" text NOT NULL,
	"members" integer NOT NULL,
	CONSTRAINT "member_tallies_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "member_tallies_state" CHECK ("member_tallies"."state" in ('invited', 'active', 'suspended', 'ended'))
);
--> statement-breakpoint
ALTER TABLE "member_tallies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "members" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"role_id" uuid,
	"state" text NOT NULL,
	"source" text DEFAULT 'invited' NOT NULL,
	"invited_by" uuid,
	"last_seen_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "members_state" CHECK ("members"."state" in ('invited', 'active', 'suspended', 'ended')),
	CONSTRAINT "members_role" CHECK ((role_id is null) = (role in ('owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only', 'operator')))
);
--> statement-breakpoint
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "network_rules" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"scope" text NOT NULL,
	"preset" text,
	"role_id" uuid,
	"member_id" uuid,
	"range" text NOT NULL,
	"label" text DEFAULT '' NOT NULL,
	"created_by" uuid,
	"ended_at" timestamp with time zone,
	CONSTRAINT "network_rules_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "network_rules_scope" CHECK ("network_rules"."scope" in ('company', 'role', 'member')),
	CONSTRAINT "network_rules_whose" CHECK ((scope = 'role') = ((preset is null) <> (role_id is null)) and (scope = 'member') = (member_id is not null) and (scope = 'role' or (preset is null and role_id is null)))
);
--> statement-breakpoint
ALTER TABLE "network_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notification_choices" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"mail" text NOT NULL,
	CONSTRAINT "notification_choices_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "notification_choices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"sentence" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"cause_id" uuid NOT NULL,
	"mail" text NOT NULL,
	"read_at" timestamp with time zone,
	"mailed_at" timestamp with time zone,
	CONSTRAINT "notifications_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "notifications_mail" CHECK ("notifications"."mail" in ('at_once', 'daily', 'never'))
);
--> statement-breakpoint
ALTER TABLE "notifications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recoveries" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"account_id" uuid NOT NULL,
	"member_id" uuid,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"also_password" boolean NOT NULL,
	"state" text NOT NULL,
	"agreements_needed" integer NOT NULL,
	"first_by" uuid,
	"first_at" timestamp with time zone,
	"second_by" uuid,
	"second_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_why" text,
	CONSTRAINT "recoveries_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "recoveries_state" CHECK ("recoveries"."state" in ('asked', 'agreed', 'done', 'refused', 'cancelled')),
	CONSTRAINT "recoveries_two_people" CHECK (second_by is null or second_by <> first_by)
);
--> statement-breakpoint
ALTER TABLE "recoveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "settings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"zone" text NOT NULL,
	"locale" text NOT NULL,
	"policy" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "settings_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "catalogue_items" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"price_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"stock" integer,
	"limit_per_payee" integer,
	"is_active" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalogue_items_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "catalogue_items_stock" CHECK (stock is null or stock >= 0),
	CONSTRAINT "catalogue_items_price" CHECK (price_minor > 0)
);
--> statement-breakpoint
ALTER TABLE "catalogue_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "disputes" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"award_id" uuid NOT NULL,
	"record_id" uuid,
	"payee_id" uuid NOT NULL,
	"line_key" text NOT NULL,
	"line" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"opened_by" uuid NOT NULL,
	"due_on" date NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"outcome" text,
	"correction_id" uuid,
	"overdue_at" timestamp with time zone,
	CONSTRAINT "disputes_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "disputes_state" CHECK ("disputes"."state" in ('open', 'upheld', 'rejected', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "disputes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "redemptions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"item_id" uuid NOT NULL,
	"payee_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text NOT NULL,
	"hold_entry_id" uuid NOT NULL,
	"requested_by" uuid NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"reason" text,
	"idempotency_key" text NOT NULL,
	CONSTRAINT "redemptions_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "redemptions_state" CHECK ("redemptions"."state" in ('requested', 'fulfilled', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "redemptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "alert_evidence" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"alert_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "alert_evidence_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "alert_evidence" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "security_alerts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"about" text NOT NULL,
	"member_id" uuid,
	"state" text DEFAULT 'open' NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"resolved_by" uuid,
	"note" text,
	CONSTRAINT "security_alerts_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "security_alerts_kind" CHECK ("security_alerts"."kind" in ('new_device', 'new_network', 'impossible_travel', 'failures', 'network_failures', 'big_export', 'many_exports')),
	CONSTRAINT "security_alerts_states" CHECK ("security_alerts"."state" in ('open', 'resolved')),
	CONSTRAINT "security_alerts_resolved" CHECK ((state = 'resolved') = (resolved_at is not null) and (state = 'resolved') = (note is not null))
);
--> statement-breakpoint
ALTER TABLE "security_alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"member_id" uuid,
	"session_id" uuid,
	"how" text NOT NULL,
	"ip" text DEFAULT '' NOT NULL,
	"network" text DEFAULT '' NOT NULL,
	"device" text DEFAULT '' NOT NULL,
	"city" text DEFAULT '' NOT NULL,
	"country" text DEFAULT '' NOT NULL,
	"latitude" integer,
	"longitude" integer,
	CONSTRAINT "sign_ins_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sign_ins_outcomes" CHECK ("sign_ins"."outcome" in ('in', 'refused')),
	CONSTRAINT "sign_ins_point" CHECK ((latitude is null) = (longitude is null))
);
--> statement-breakpoint
ALTER TABLE "sign_ins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "bank_details" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"payee_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"sealed" bytea NOT NULL,
	"masked" text NOT NULL,
	"bank_name" text,
	"confirmed_at" timestamp with time zone,
	"confirmed_by" uuid,
	"held_until" timestamp with time zone NOT NULL,
	"entered_by" uuid NOT NULL,
	"replaced_at" timestamp with time zone,
	CONSTRAINT "bank_details_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "bank_details_kind" CHECK ("bank_details"."kind" in ('iban', 'ach', 'payroll'))
);
--> statement-breakpoint
ALTER TABLE "bank_details" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "crew_members" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"crew_id" uuid NOT NULL,
	"payee_id" uuid NOT NULL,
	"share" integer DEFAULT 1 NOT NULL,
	"joined_on" date,
	"left_at" timestamp with time zone,
	CONSTRAINT "crew_members_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "crew_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "crews" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "crews_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "crews" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "import_keys" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"import_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"what" text NOT NULL,
	"key" text NOT NULL,
	"digest" text NOT NULL,
	"line" integer NOT NULL,
	CONSTRAINT "import_keys_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "import_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "import_refusals" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"import_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"line" integer NOT NULL,
	"column" text NOT NULL,
	"reason" text NOT NULL,
	"code" text NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "import_refusals_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "import_refusals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "imports" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"file_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"digest" text NOT NULL,
	"mapping_id" uuid,
	"state" text NOT NULL,
	"rows_total" integer DEFAULT 0 NOT NULL,
	"rows_done" integer DEFAULT 0 NOT NULL,
	"rows_new" integer DEFAULT 0 NOT NULL,
	"rows_same" integer DEFAULT 0 NOT NULL,
	"rows_superseding" integer DEFAULT 0 NOT NULL,
	"rows_refused" integer DEFAULT 0 NOT NULL,
	"summary" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"reading" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"text_file_id" uuid,
	"byte_at" bigint DEFAULT 0 NOT NULL,
	"line_at" integer DEFAULT 0 NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"error_file_id" uuid,
	"started_by" uuid NOT NULL,
	"finished_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imports_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "imports_state" CHECK ("imports"."state" in ('uploaded', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "imports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mappings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	CONSTRAINT "mappings_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "mappings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payees" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"email" text,
	"member_id" uuid,
	"is_active" boolean DEFAULT true NOT NULL,
	"merged_into_id" uuid,
	"source" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payees_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "payees" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "work_records" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"number" text NOT NULL,
	"kind" text NOT NULL,
	"source_kind" text NOT NULL,
	"source_id" uuid,
	"source_name" text DEFAULT '' NOT NULL,
	"external_key" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"payee_id" uuid,
	"crew_id" uuid,
	"opened_at" timestamp with time zone,
	"counted_at" timestamp with time zone,
	"quantity_milli" bigint,
	"value_minor" bigint,
	"value_currency" char(3),
	"fields" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"digest" text NOT NULL,
	"supersedes_id" uuid,
	"reason" text,
	"recorded_by" uuid,
	CONSTRAINT "work_records_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "work_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_requests" ADD CONSTRAINT "access_requests_role" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_lines" ADD CONSTRAINT "review_lines_review" FOREIGN KEY ("tenant_id","review_id") REFERENCES "public"."reviews"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_lines" ADD CONSTRAINT "review_lines_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviewers" ADD CONSTRAINT "reviewers_review" FOREIGN KEY ("tenant_id","review_id") REFERENCES "public"."reviews"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviewers" ADD CONSTRAINT "reviewers_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_role" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_opener" FOREIGN KEY ("tenant_id","opened_by") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_follows" FOREIGN KEY ("tenant_id","follows_id") REFERENCES "public"."reviews"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_grants" ADD CONSTRAINT "support_grants_by" FOREIGN KEY ("tenant_id","granted_by") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_answers" ADD CONSTRAINT "api_answers_key" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."api_keys"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."backup_codes" ADD CONSTRAINT "backup_codes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."factors" ADD CONSTRAINT "factors_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."passkeys" ADD CONSTRAINT "passkeys_factor_id_factors_id_fk" FOREIGN KEY ("factor_id") REFERENCES "identity"."factors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."proofs" ADD CONSTRAINT "proofs_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "identity"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."proven_domains" ADD CONSTRAINT "proven_domains_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "identity"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sessions" ADD CONSTRAINT "sessions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "identity"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."text_codes" ADD CONSTRAINT "text_codes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_records" ADD CONSTRAINT "award_records_award" FOREIGN KEY ("tenant_id","award_id") REFERENCES "public"."awards"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_records" ADD CONSTRAINT "award_records_record" FOREIGN KEY ("tenant_id","record_id") REFERENCES "public"."work_records"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_runs" ADD CONSTRAINT "award_runs_program" FOREIGN KEY ("tenant_id","program_id") REFERENCES "public"."programs"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "award_runs" ADD CONSTRAINT "award_runs_rule" FOREIGN KEY ("tenant_id","rule_version_id") REFERENCES "public"."rule_versions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "awards" ADD CONSTRAINT "awards_program" FOREIGN KEY ("tenant_id","program_id") REFERENCES "public"."programs"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "awards" ADD CONSTRAINT "awards_rule" FOREIGN KEY ("tenant_id","rule_version_id") REFERENCES "public"."rule_versions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "awards" ADD CONSTRAINT "awards_run" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."award_runs"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "awards" ADD CONSTRAINT "awards_payee_ref" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "awards" ADD CONSTRAINT "awards_proof" FOREIGN KEY ("tenant_id","proof_file_id") REFERENCES "public"."files"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "awards" ADD CONSTRAINT "awards_corrects" FOREIGN KEY ("tenant_id","corrects_id") REFERENCES "public"."awards"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_versions" ADD CONSTRAINT "rule_versions_program" FOREIGN KEY ("tenant_id","program_id") REFERENCES "public"."programs"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal_entries" ADD CONSTRAINT "journal_entries_reversed" FOREIGN KEY ("tenant_id","reverses_id") REFERENCES "public"."journal_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_program" FOREIGN KEY ("tenant_id","program_id") REFERENCES "public"."programs"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_payee" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_entry" FOREIGN KEY ("tenant_id","entry_id") REFERENCES "public"."journal_entries"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_account" FOREIGN KEY ("tenant_id","account_id") REFERENCES "public"."ledger_accounts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_originator" FOREIGN KEY ("tenant_id","originator_id") REFERENCES "public"."originators"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_file" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."files"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_approvals" ADD CONSTRAINT "payout_approvals_payout" FOREIGN KEY ("tenant_id","payout_id") REFERENCES "public"."payouts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_approvals" ADD CONSTRAINT "payout_approvals_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_payout" FOREIGN KEY ("tenant_id","payout_id") REFERENCES "public"."payouts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_award" FOREIGN KEY ("tenant_id","award_id") REFERENCES "public"."awards"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_payee_ref" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_bank_detail" FOREIGN KEY ("tenant_id","bank_detail_id") REFERENCES "public"."bank_details"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_batch_ref" FOREIGN KEY ("tenant_id","batch_id") REFERENCES "public"."batches"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_raised_by" FOREIGN KEY ("tenant_id","raised_by") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_reissued" FOREIGN KEY ("tenant_id","reissues_id") REFERENCES "public"."payouts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_group_members" ADD CONSTRAINT "scim_group_members_group" FOREIGN KEY ("tenant_id","group_id") REFERENCES "public"."scim_groups"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_group_members" ADD CONSTRAINT "scim_group_members_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."scim_users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_groups" ADD CONSTRAINT "scim_groups_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_requests" ADD CONSTRAINT "scim_requests_token" FOREIGN KEY ("tenant_id","token_id") REFERENCES "public"."scim_tokens"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_tokens" ADD CONSTRAINT "scim_tokens_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_users" ADD CONSTRAINT "scim_users_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scim_users" ADD CONSTRAINT "scim_users_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_certificates" ADD CONSTRAINT "sso_certificates_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_clients" ADD CONSTRAINT "sso_clients_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_connections" ADD CONSTRAINT "sso_connections_role" FOREIGN KEY ("tenant_id","default_role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_group_roles" ADD CONSTRAINT "sso_group_roles_role" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_group_roles" ADD CONSTRAINT "sso_group_roles_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_signing_keys" ADD CONSTRAINT "sso_signing_keys_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_tests" ADD CONSTRAINT "sso_tests_connection" FOREIGN KEY ("tenant_id","connection_id") REFERENCES "public"."sso_connections"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sso_tests" ADD CONSTRAINT "sso_tests_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sso_assertions" ADD CONSTRAINT "sso_assertions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "identity"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sso_codes" ADD CONSTRAINT "sso_codes_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "identity"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sso_logouts" ADD CONSTRAINT "sso_logouts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "identity"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sso_requests" ADD CONSTRAINT "sso_requests_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "identity"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_files" ADD CONSTRAINT "statement_files_file" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."files"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_statement" FOREIGN KEY ("tenant_id","statement_id") REFERENCES "public"."statements"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_payout" FOREIGN KEY ("tenant_id","payout_id") REFERENCES "public"."payouts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_file" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."files"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_from" FOREIGN KEY ("tenant_id","from_member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_to" FOREIGN KEY ("tenant_id","to_member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "file_slices" ADD CONSTRAINT "file_slices_file" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."files"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_own_role" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_rules" ADD CONSTRAINT "network_rules_role" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "network_rules" ADD CONSTRAINT "network_rules_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_choices" ADD CONSTRAINT "notification_choices_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_award" FOREIGN KEY ("tenant_id","award_id") REFERENCES "public"."awards"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_record" FOREIGN KEY ("tenant_id","record_id") REFERENCES "public"."work_records"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_payee" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_item" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."catalogue_items"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "redemptions" ADD CONSTRAINT "redemptions_payee" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_evidence" ADD CONSTRAINT "alert_evidence_alert" FOREIGN KEY ("tenant_id","alert_id") REFERENCES "public"."security_alerts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "security_alerts" ADD CONSTRAINT "security_alerts_member" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "security_alerts" ADD CONSTRAINT "security_alerts_by" FOREIGN KEY ("tenant_id","resolved_by") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_ins" ADD CONSTRAINT "sign_ins_of" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_details" ADD CONSTRAINT "bank_details_payee" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crew_members" ADD CONSTRAINT "crew_members_crew" FOREIGN KEY ("tenant_id","crew_id") REFERENCES "public"."crews"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crew_members" ADD CONSTRAINT "crew_members_payee" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_keys" ADD CONSTRAINT "import_keys_import" FOREIGN KEY ("tenant_id","import_id") REFERENCES "public"."imports"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_refusals" ADD CONSTRAINT "import_refusals_import" FOREIGN KEY ("tenant_id","import_id") REFERENCES "public"."imports"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_file" FOREIGN KEY ("tenant_id","file_id") REFERENCES "public"."files"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_mapping" FOREIGN KEY ("tenant_id","mapping_id") REFERENCES "public"."mappings"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payees" ADD CONSTRAINT "payees_member_ref" FOREIGN KEY ("tenant_id","member_id") REFERENCES "public"."members"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_records" ADD CONSTRAINT "work_records_payee_ref" FOREIGN KEY ("tenant_id","payee_id") REFERENCES "public"."payees"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_records" ADD CONSTRAINT "work_records_crew" FOREIGN KEY ("tenant_id","crew_id") REFERENCES "public"."crews"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_records" ADD CONSTRAINT "work_records_superseded" FOREIGN KEY ("tenant_id","supersedes_id") REFERENCES "public"."work_records"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_requests_number" ON "access_requests" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "access_requests_list" ON "access_requests" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "access_requests_own" ON "access_requests" USING btree ("tenant_id","member_id","id");--> statement-breakpoint
CREATE INDEX "access_requests_now" ON "access_requests" USING btree ("tenant_id","member_id","ends_at") WHERE state = 'granted';--> statement-breakpoint
CREATE UNIQUE INDEX "review_lines_position" ON "review_lines" USING btree ("tenant_id","review_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "review_lines_once" ON "review_lines" USING btree ("tenant_id","review_id","kind","subject_id");--> statement-breakpoint
CREATE INDEX "review_lines_list" ON "review_lines" USING btree ("tenant_id","review_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "reviewers_once" ON "reviewers" USING btree ("tenant_id","review_id","member_id");--> statement-breakpoint
CREATE INDEX "reviewers_own" ON "reviewers" USING btree ("tenant_id","member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_number" ON "reviews" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "reviews_follows_once" ON "reviews" USING btree ("tenant_id","follows_id");--> statement-breakpoint
CREATE INDEX "reviews_list" ON "reviews" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "support_grants_number" ON "support_grants" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "support_grants_list" ON "support_grants" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "support_grants_now" ON "support_grants" USING btree ("tenant_id","operator_account_id","ends_at") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "api_answers_once" ON "api_answers" USING btree ("tenant_id","key_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "api_answers_old" ON "api_answers" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("tenant_id","secret_hash");--> statement-breakpoint
CREATE INDEX "api_keys_list" ON "api_keys" USING btree ("tenant_id","member_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_checkpoints_size" ON "audit_checkpoints" USING btree ("tenant_id","epoch","size");--> statement-breakpoint
CREATE INDEX "audit_events_xid" ON "audit_events" USING btree ("xid");--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("tenant_id","actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_event" ON "audit_events" USING btree ("tenant_id","event","id");--> statement-breakpoint
CREATE INDEX "audit_events_subject" ON "audit_events" USING btree ("tenant_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_request" ON "audit_events" USING btree ("tenant_id","request_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_correlation" ON "audit_events" USING btree ("tenant_id","correlation_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_at" ON "audit_events" USING btree ("tenant_id","at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_leaves_index" ON "audit_leaves" USING btree ("tenant_id","leaf_index");--> statement-breakpoint
CREATE INDEX "audit_personal_ip" ON "audit_personal" USING btree ("tenant_id","ip","id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_tiles_place" ON "audit_tiles" USING btree ("tenant_id","level","tile");--> statement-breakpoint
CREATE UNIQUE INDEX "backup_codes_hash" ON "identity"."backup_codes" USING btree ("account_id","code_hash");--> statement-breakpoint
CREATE INDEX "factors_account" ON "identity"."factors" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "identity"."outbox" USING btree ("created_at") WHERE sent_at is null and failed_at is null;--> statement-breakpoint
CREATE INDEX "passkey_challenges_bound" ON "identity"."passkey_challenges" USING btree ("bound_to");--> statement-breakpoint
CREATE INDEX "passkey_challenges_expiry" ON "identity"."passkey_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "proofs_session" ON "identity"."proofs" USING btree ("session_id","act");--> statement-breakpoint
CREATE INDEX "proven_domains_tenant" ON "identity"."proven_domains" USING btree ("tenant_id");--> statement-breakpoint
CREATE INDEX "sessions_account" ON "identity"."sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sessions_member" ON "identity"."sessions" USING btree ("tenant_id","member_id");--> statement-breakpoint
CREATE INDEX "sessions_provider" ON "identity"."sessions" USING btree ("connection_id","provider_subject") WHERE ended_at is null and provider_subject is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "text_codes_bound" ON "identity"."text_codes" USING btree ("bound_to","purpose");--> statement-breakpoint
CREATE INDEX "text_codes_expiry" ON "identity"."text_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "award_records_once" ON "award_records" USING btree ("tenant_id","award_id","record_id");--> statement-breakpoint
CREATE INDEX "award_records_record" ON "award_records" USING btree ("tenant_id","record_id");--> statement-breakpoint
CREATE INDEX "award_runs_list" ON "award_runs" USING btree ("tenant_id","program_id","period_from");--> statement-breakpoint
CREATE INDEX "award_runs_period" ON "award_runs" USING btree ("tenant_id","period_from","id");--> statement-breakpoint
CREATE UNIQUE INDEX "awards_number" ON "awards" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "awards_list" ON "awards" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "awards_state" ON "awards" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "awards_payee" ON "awards" USING btree ("tenant_id","payee_id","id");--> statement-breakpoint
CREATE INDEX "awards_run" ON "awards" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "awards_once" ON "awards" USING btree ("tenant_id","program_id","payee_id","period_from") WHERE kind = 'computed' and state <> 'declined';--> statement-breakpoint
CREATE UNIQUE INDEX "programs_number" ON "programs" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "programs_list" ON "programs" USING btree ("tenant_id","name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "rule_versions_version" ON "rule_versions" USING btree ("tenant_id","program_id","version");--> statement-breakpoint
CREATE INDEX "vulnerability_reports_open" ON "identity"."vulnerability_reports" USING btree ("due_at") WHERE acknowledged_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "journal_entries_reverses" ON "journal_entries" USING btree ("tenant_id","reverses_id") WHERE reverses_id is not null;--> statement-breakpoint
CREATE INDEX "journal_entries_list" ON "journal_entries" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "journal_entries_subject" ON "journal_entries" USING btree ("tenant_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "journal_entries_number" ON "journal_entries" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "ledger_accounts_list" ON "ledger_accounts" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "postings_entry_list" ON "postings" USING btree ("tenant_id","entry_id");--> statement-breakpoint
CREATE INDEX "postings_account_list" ON "postings" USING btree ("tenant_id","account_id","id");--> statement-breakpoint
CREATE INDEX "postings_payout" ON "postings" USING btree ("tenant_id","payout_id");--> statement-breakpoint
CREATE UNIQUE INDEX "batches_number" ON "batches" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "batches_list" ON "batches" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "batches_message" ON "batches" USING btree ("tenant_id","message_id");--> statement-breakpoint
CREATE UNIQUE INDEX "originators_rail" ON "originators" USING btree ("tenant_id","rail","currency");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_approvals_once" ON "payout_approvals" USING btree ("tenant_id","payout_id","member_id");--> statement-breakpoint
CREATE INDEX "payout_lines_payout_list" ON "payout_lines" USING btree ("tenant_id","payout_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payout_lines_award_once" ON "payout_lines" USING btree ("tenant_id","award_id") WHERE award_id is not null and not is_void;--> statement-breakpoint
CREATE UNIQUE INDEX "payout_lines_redemption_once" ON "payout_lines" USING btree ("tenant_id","redemption_id",(amount_minor > 0)) WHERE redemption_id is not null and not is_void;--> statement-breakpoint
CREATE INDEX "payout_tallies_state" ON "payout_tallies" USING btree ("tenant_id","state","currency","id");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_number" ON "payouts" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_key" ON "payouts" USING btree ("tenant_id","idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_end_to_end" ON "payouts" USING btree ("tenant_id","end_to_end_id");--> statement-breakpoint
CREATE INDEX "payouts_state" ON "payouts" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "payouts_payee" ON "payouts" USING btree ("tenant_id","payee_id","id");--> statement-breakpoint
CREATE INDEX "payouts_batch" ON "payouts" USING btree ("tenant_id","batch_id","id");--> statement-breakpoint
CREATE INDEX "payouts_trace" ON "payouts" USING btree ("tenant_id","trace_number");--> statement-breakpoint
CREATE INDEX "payouts_raisers" ON "payouts" USING btree ("tenant_id","raised_by") WHERE state = 'raised';--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_reissues" ON "payouts" USING btree ("tenant_id","reissues_id") WHERE reissues_id is not null and state <> 'rejected';--> statement-breakpoint
CREATE UNIQUE INDEX "scim_group_members_once" ON "scim_group_members" USING btree ("tenant_id","group_id","user_id");--> statement-breakpoint
CREATE INDEX "scim_group_members_user" ON "scim_group_members" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "scim_groups_name" ON "scim_groups" USING btree ("tenant_id","connection_id",lower(display_name)) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "scim_groups_list" ON "scim_groups" USING btree ("tenant_id","connection_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "scim_requests_place" ON "scim_requests" USING btree ("tenant_id","token_id","place");--> statement-breakpoint
CREATE INDEX "scim_requests_at" ON "scim_requests" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "scim_tokens_hash" ON "scim_tokens" USING btree ("tenant_id","secret_hash");--> statement-breakpoint
CREATE INDEX "scim_tokens_list" ON "scim_tokens" USING btree ("tenant_id","connection_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "scim_users_name" ON "scim_users" USING btree ("tenant_id","user_key") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "scim_users_person" ON "scim_users" USING btree ("tenant_id","member_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "scim_users_list" ON "scim_users" USING btree ("tenant_id","connection_id","id");--> statement-breakpoint
CREATE INDEX "scim_users_outside" ON "scim_users" USING btree ("tenant_id","connection_id","external_id");--> statement-breakpoint
CREATE INDEX "scim_users_email" ON "scim_users" USING btree ("tenant_id","email");--> statement-breakpoint
CREATE UNIQUE INDEX "domains_name" ON "domains" USING btree ("tenant_id","name") WHERE state <> 'removed';--> statement-breakpoint
CREATE INDEX "domains_list" ON "domains" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_certificates_once" ON "sso_certificates" USING btree ("tenant_id","connection_id","fingerprint") WHERE removed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "sso_clients_once" ON "sso_clients" USING btree ("tenant_id","connection_id");--> statement-breakpoint
CREATE INDEX "sso_connections_list" ON "sso_connections" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_group_roles_once" ON "sso_group_roles" USING btree ("tenant_id","connection_id","group_name");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_identities_once" ON "sso_identities" USING btree ("tenant_id","connection_id","issuer","subject");--> statement-breakpoint
CREATE INDEX "sso_identities_members" ON "sso_identities" USING btree ("tenant_id","member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sso_signing_keys_once" ON "sso_signing_keys" USING btree ("tenant_id","connection_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "sso_tests_list" ON "sso_tests" USING btree ("tenant_id","connection_id","id");--> statement-breakpoint
CREATE INDEX "sso_assertions_expiry" ON "identity"."sso_assertions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sso_logouts_expiry" ON "identity"."sso_logouts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sso_requests_expiry" ON "identity"."sso_requests" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "statement_files_list" ON "statement_files" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "statement_files_digest" ON "statement_files" USING btree ("tenant_id","digest");--> statement-breakpoint
CREATE UNIQUE INDEX "statement_lines_position" ON "statement_lines" USING btree ("tenant_id","statement_id","position");--> statement-breakpoint
CREATE INDEX "statement_lines_queue" ON "statement_lines" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "statement_lines_payout" ON "statement_lines" USING btree ("tenant_id","payout_id");--> statement-breakpoint
CREATE INDEX "statement_lines_batch" ON "statement_lines" USING btree ("tenant_id","batch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_digest" ON "statements" USING btree ("tenant_id","digest");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_reference" ON "statements" USING btree ("tenant_id","kind","reference");--> statement-breakpoint
CREATE INDEX "statements_list" ON "statements" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "counters_series" ON "counters" USING btree ("tenant_id","series");--> statement-breakpoint
CREATE UNIQUE INDEX "roles_name" ON "roles" USING btree ("tenant_id",lower(name)) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "delegations_to_list" ON "delegations" USING btree ("tenant_id","to_member_id","ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "file_slices_position" ON "file_slices" USING btree ("tenant_id","file_id","position");--> statement-breakpoint
CREATE INDEX "files_digest" ON "files" USING btree ("tenant_id","digest");--> statement-breakpoint
CREATE INDEX "member_tallies_pair" ON "member_tallies" USING btree ("tenant_id","state","role","id");--> statement-breakpoint
CREATE UNIQUE INDEX "members_account" ON "members" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "members_list" ON "members" USING btree ("tenant_id","name","id");--> statement-breakpoint
CREATE INDEX "members_email" ON "members" USING btree ("tenant_id","email");--> statement-breakpoint
CREATE INDEX "members_role" ON "members" USING btree ("tenant_id","role_id") WHERE role_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "network_rules_now" ON "network_rules" USING btree ("tenant_id","scope",coalesce(preset, role_id::text, member_id::text, ''),"range") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notification_choices_kind" ON "notification_choices" USING btree ("tenant_id","member_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("tenant_id","member_id","cause_id");--> statement-breakpoint
CREATE INDEX "notifications_list" ON "notifications" USING btree ("tenant_id","member_id","id");--> statement-breakpoint
CREATE INDEX "notifications_unread" ON "notifications" USING btree ("tenant_id","member_id") WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "notifications_digest" ON "notifications" USING btree ("tenant_id","id") WHERE mail = 'daily' and mailed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "recoveries_open" ON "recoveries" USING btree ("tenant_id","account_id") WHERE state in ('asked', 'agreed');--> statement-breakpoint
CREATE INDEX "recoveries_list" ON "recoveries" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "catalogue_items_list" ON "catalogue_items" USING btree ("tenant_id","name","id");--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_open" ON "disputes" USING btree ("tenant_id","award_id","line_key") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "disputes_list" ON "disputes" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "disputes_award_list" ON "disputes" USING btree ("tenant_id","award_id");--> statement-breakpoint
CREATE INDEX "disputes_payee_list" ON "disputes" USING btree ("tenant_id","payee_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "redemptions_key" ON "redemptions" USING btree ("tenant_id","idempotency_key");--> statement-breakpoint
CREATE INDEX "redemptions_list" ON "redemptions" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "redemptions_payee_list" ON "redemptions" USING btree ("tenant_id","payee_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_evidence_once" ON "alert_evidence" USING btree ("tenant_id","alert_id","event_id");--> statement-breakpoint
CREATE INDEX "alert_evidence_event" ON "alert_evidence" USING btree ("tenant_id","event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "security_alerts_open" ON "security_alerts" USING btree ("tenant_id","about") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "security_alerts_about" ON "security_alerts" USING btree ("tenant_id","about","resolved_at");--> statement-breakpoint
CREATE INDEX "security_alerts_state" ON "security_alerts" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "sign_ins_member" ON "sign_ins" USING btree ("tenant_id","member_id","id");--> statement-breakpoint
CREATE INDEX "sign_ins_network" ON "sign_ins" USING btree ("tenant_id","network","id");--> statement-breakpoint
CREATE INDEX "sign_ins_outcome" ON "sign_ins" USING btree ("tenant_id","outcome","id");--> statement-breakpoint
CREATE INDEX "sign_ins_at" ON "sign_ins" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "bank_details_current" ON "bank_details" USING btree ("tenant_id","payee_id") WHERE replaced_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "crew_members_once" ON "crew_members" USING btree ("tenant_id","crew_id","payee_id") WHERE left_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "crews_key" ON "crews" USING btree ("tenant_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "import_keys_once" ON "import_keys" USING btree ("tenant_id","import_id","attempt","what","key");--> statement-breakpoint
CREATE UNIQUE INDEX "import_refusals_line" ON "import_refusals" USING btree ("tenant_id","import_id","attempt","line");--> statement-breakpoint
CREATE INDEX "imports_list" ON "imports" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "mappings_name" ON "mappings" USING btree ("tenant_id","name","version");--> statement-breakpoint
CREATE UNIQUE INDEX "payees_key" ON "payees" USING btree ("tenant_id","key");--> statement-breakpoint
CREATE INDEX "payees_list" ON "payees" USING btree ("tenant_id","name","id");--> statement-breakpoint
CREATE INDEX "payees_member" ON "payees" USING btree ("tenant_id","member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "work_records_key" ON "work_records" USING btree ("tenant_id","external_key","source_kind","source_name","revision");--> statement-breakpoint
CREATE UNIQUE INDEX "work_records_supersedes" ON "work_records" USING btree ("tenant_id","supersedes_id");--> statement-breakpoint
CREATE INDEX "work_records_list" ON "work_records" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "work_records_counted" ON "work_records" USING btree ("tenant_id","counted_at","id");--> statement-breakpoint
CREATE INDEX "work_records_payee" ON "work_records" USING btree ("tenant_id","payee_id","counted_at");--> statement-breakpoint
CREATE INDEX "work_records_number" ON "work_records" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE POLICY "access_requests_wall" ON "access_requests" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "review_lines_wall" ON "review_lines" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "reviewers_wall" ON "reviewers" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "reviews_wall" ON "reviews" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "support_grants_wall" ON "support_grants" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "api_answers_wall" ON "api_answers" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "api_keys_wall" ON "api_keys" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_checkpoints_wall" ON "audit_checkpoints" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_events_wall" ON "audit_events" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_leaves_wall" ON "audit_leaves" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_personal_wall" ON "audit_personal" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_tiles_wall" ON "audit_tiles" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_trees_wall" ON "audit_trees" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "audit_words_wall" ON "audit_words" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "award_records_wall" ON "award_records" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "award_runs_wall" ON "award_runs" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "awards_wall" ON "awards" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "programs_wall" ON "programs" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "rule_versions_wall" ON "rule_versions" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "journal_entries_wall" ON "journal_entries" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "ledger_accounts_wall" ON "ledger_accounts" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "postings_wall" ON "postings" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "batches_wall" ON "batches" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "originators_wall" ON "originators" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "payout_approvals_wall" ON "payout_approvals" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "payout_lines_wall" ON "payout_lines" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "payout_tallies_wall" ON "payout_tallies" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "payouts_wall" ON "payouts" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "scim_group_members_wall" ON "scim_group_members" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "scim_groups_wall" ON "scim_groups" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "scim_requests_wall" ON "scim_requests" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "scim_tokens_wall" ON "scim_tokens" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "scim_users_wall" ON "scim_users" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "domains_wall" ON "domains" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_certificates_wall" ON "sso_certificates" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_clients_wall" ON "sso_clients" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_connections_wall" ON "sso_connections" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_group_roles_wall" ON "sso_group_roles" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_identities_wall" ON "sso_identities" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_signing_keys_wall" ON "sso_signing_keys" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sso_tests_wall" ON "sso_tests" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "statement_files_wall" ON "statement_files" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "statement_lines_wall" ON "statement_lines" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "statements_wall" ON "statements" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "counters_wall" ON "counters" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "roles_wall" ON "roles" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "delegations_wall" ON "delegations" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "file_slices_wall" ON "file_slices" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "files_wall" ON "files" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "member_tallies_wall" ON "member_tallies" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "members_wall" ON "members" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "network_rules_wall" ON "network_rules" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "notification_choices_wall" ON "notification_choices" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "notifications_wall" ON "notifications" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "recoveries_wall" ON "recoveries" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "settings_wall" ON "settings" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "catalogue_items_wall" ON "catalogue_items" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "disputes_wall" ON "disputes" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "redemptions_wall" ON "redemptions" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "alert_evidence_wall" ON "alert_evidence" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "security_alerts_wall" ON "security_alerts" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "sign_ins_wall" ON "sign_ins" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "bank_details_wall" ON "bank_details" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "crew_members_wall" ON "crew_members" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "crews_wall" ON "crews" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "import_keys_wall" ON "import_keys" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "import_refusals_wall" ON "import_refusals" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "imports_wall" ON "imports" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "mappings_wall" ON "mappings" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "payees_wall" ON "payees" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));--> statement-breakpoint
CREATE POLICY "work_records_wall" ON "work_records" AS PERMISSIVE FOR ALL TO "app_auth", "app_platform", "app_rw", "app_worker" USING (tenant_id = (select scope.tenant())) WITH CHECK (tenant_id = (select scope.tenant()));
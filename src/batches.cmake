# Files of the library that are compiled together: what they include is compiled once per batch, which halves the
# processor time of a build from nothing. A name in an anonymous namespace may stand only once per batch. A file that
# is not named here is compiled alone: new ones, and those whose loops decide how fast files are read and models are
# fitted, since what the compiler inlines depends on what is compiled together.
set(BINET_BATCHES
  "base: byte_count counted duration interrupt nearest_name number_text printable row_counts stack_size text_width"
  "math: b_spline chi_squared natural_spline polynomial_basis restricted_spline student"
  "math: cholesky full_pivoting symmetric_eigen"
  "io: database_rows file_kind joined_files"
  "io: descriptor log_file output_file output_place run_files standard_streams temporary_file"
  "csv: layout lower_case month_names preamble"
  "eval: confusion_matrix decision few_rows score_bins"
  "nn: activation_facts data_driven_init diagnosis initializer layer network"
  "sgd: epochs gradient_check kept_epochs schedule training_state"
  "linear: bounded_fit dense_fit example_folds example_sample fold_fits"
  "linear: elastic_net_choice firth logistic nested_choice penalty_search solvers"
  "linear: influence likelihood_tests marginal_effects profile_interval robust_covariance"
  "train: base_learner bounded_logistic checkpoint cross_validation"
  "train: base_rate judged_rows own_share recipe resampling"
  "train: csv_options distillation epoch_choice evidence"
  "train: few_rows_note group_errors held_out_correction logit_offset mixture_gain"
  "train: fold_dependence fold_ensemble gradient_check initial_weights"
  "train: held_out learning_curve mixture_choice outlier_notes repeated_rows"
  "train: layer_course near_copies out_of_fold stuck_network verdict"
  "train: logistic_fit reliability validity_notes"
  "train: logistic_recipe logistic_report mean_difference precise_fit"
  "train: mixture_recipe mixture_scale update"
  "train: network_by_folds network_by_holdout network_recipe network_trace"
  "train: row_copies separation sequence_rows single_network"
  "train: sequence_baseline terms time_budget training_data"
  "train: trial_config tuning unlabelled_words"
  "table: arithmetic cell_weights column_counts column_figures conversion date_parts drift_counts"
  "table: footer group_columns ordered_levels planned_file required_columns term_changes"
  "table: formula formula_lexer header joined_blocks joined_levels"
  "table: level_matcher level_order level_union missing_flag missing_rows number_sample"
  "table: read_plan schema sequence_index sequence_labels sequence_stream"
  "table: summary table target"
  "table: term_columns term_fit"
  "model: classifier coefficients evaluation evidence"
  "model: effect_columns inference inference_design inference_effects inference_json level_effects simple_effects"
  "model: linear_network mixture"
  "model: logit_spread prediction_interval scored_logits"
  "explain: column_effect contributions effects encoded_columns hypothetical_rows sequence_shuffling typical_row"
  "explain: importance interaction rare_references"
  "profile: chance_separation class_ranking column_facts dates_as_numbers key_groups profile sentinel target_cells text_among_numbers")
# Recipes that pass over all rows themselves, and so are optimised as fully as the solvers.
set(BINET_ROW_RECIPES base_rate judged_rows logistic_fit own_share recipe reliability resampling validity_notes)
foreach(batch ${BINET_BATCHES})
  string(REGEX MATCHALL "[a-z_]+" names ${batch})
  list(POP_FRONT names floor)
  list(TRANSFORM names REPLACE "(.+)" "src/${floor}/\\1.cpp")
  string(MAKE_C_IDENTIFIER ${batch} group)
  set_source_files_properties(${names} PROPERTIES UNITY_GROUP ${group})
endforeach()

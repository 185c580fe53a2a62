#pragma once

#include "binet/config/config.hpp"
#include "config/data_fields.hpp"
#include "config/encoding_fields.hpp"
#include "config/ensemble_fields.hpp"
#include "config/loss_fields.hpp"
#include "config/model_fields.hpp"
#include "config/optimizer_fields.hpp"
#include "config/output_fields.hpp"
#include "config/penalty_fields.hpp"
#include "config/training_fields.hpp"

// The list of all sections. A setting's name, range, help and flag are defined once, in its section's file; its default
// is at the member in config.hpp. Reader, writer, --set, flags, JSON Schema, docs/config.md and `config explain` all
// visit describe().

namespace binet {

/// The modes of a run with this config.
unsigned training_modes(const Config&);

template <class Visit>
void describe(Config& c, Visit&& field) {
  field(c.data, {.name = "data", .help = "input file and its columns"});
  field(c.encoding, {.name = "encoding", .help = "how columns become features"});
  field(c.model, {.name = "model", .help = "what is trained"});
  field(c.loss, {.name = "loss", .help = "loss function and class weights"});
  field(c.penalty, {.name = "penalty", .help = "L1 and L2 penalties"});
  field(c.optimizer, {.name = "optimizer", .help = "update rule and solver"});
  field(c.schedule, {.name = "schedule", .help = "learning-rate schedule", .modes = kMinibatches});
  field(c.training, {.name = "training", .help = "epochs, validation, seed, threads and limits"});
  field(c.ensemble, {.name = "ensemble", .help = "the mixture that auto trains", .modes = kEnsemble});
  field(c.decision, {.name = "decision", .help = "how a probability becomes a label"});
  field(c.drift,
        {.name = "drift", .help = "when predict and evaluate warn about rows that differ from the training rows"});
  field(c.output, {.name = "output", .help = "output files"});
}

namespace detail {
struct Ignore {
  template <class T>
  void operator()(T&, const Field&) const {}
};
}  // namespace detail

/// A settings struct.
template <class T>
concept Section = requires(T& section) {
  describe(section, detail::Ignore{});
};

}  // namespace binet

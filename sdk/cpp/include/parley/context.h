#pragma once
#include <memory>
#include <string>

namespace parley::sdk {

/// The threads that clients live on: a client has one for its life, all its callbacks run there. Many clients may share
/// a Context. It must outlive them. Thread-safe.
class Context {
 public:
  struct Options {
    int threads = 1;
    std::string ca_file;  ///< PEM file of certificates to trust for wss; empty: the system's
  };
  explicit Context(Options options);
  Context() : Context(Options()) {}
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  class Impl;  ///< the SDK's own
  Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::sdk
